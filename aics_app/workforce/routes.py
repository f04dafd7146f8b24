"""`/api/agents`: who is there to work; `/api/workforce`: when, and how work is given out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import NotFound
from aics_app.core.inputs import Id
from aics_app.core.paging import Cursor, Limit, Page
from aics_app.settings import Settings
from aics_app.workforce import actions, queries, views
from aics_app.workforce.queries import WorkInHand
from aics_app.workforce.rules.ruling import RULES, Choice
from aics_app.workforce.schemas import (
    AgentOut,
    HolidaysOut,
    HoursOut,
    RuleOut,
    RulesOut,
    WantedHolidays,
    WantedHours,
    WantedPresence,
    WantedProfile,
    WantedRule,
)

router = APIRouter(prefix="/api", tags=["agents"])

Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]
Planner = Annotated[Actor, Depends(having(Right.WORKFORCE_MANAGE))]


@router.get("/agents")
async def agents(
    actor: Worker,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[AgentOut]:
    """Everybody who may be given work, there or not, by id."""
    async with use(Database).reading() as session:
        found, following = await queries.agents(session, actor, clock.now(), limit=limit, cursor=cursor)
        load = await use(WorkInHand).by_agent(session)
    return Page(items=[AgentOut.of(one, load.get(one.user_id, 0)) for one in found], next_cursor=following)


@router.put("/agents/me/presence")
async def choose_presence(body: WantedPresence, actor: Worker) -> AgentOut:
    """Be online, busy, away or offline. Whoever does not say it again within 60 s is offline."""
    async with use(Database).transaction() as session:
        await actions.choose_presence(session, actor, body.status, clock.now())
    return await _told(actor, actor.user_id)


@router.put("/agents/{agent_id}")
async def set_profile(agent_id: Id, body: WantedProfile, actor: Planner) -> AgentOut:
    """Say what an agent can do. 409 `agent_changed_meanwhile` names who was faster."""
    async with use(Database).transaction() as session:
        await actions.set_profile(session, actor, agent_id, body.profile(), clock.now(), version=body.version)
    return await _told(actor, agent_id)


@router.get("/workforce/hours")
async def hours(actor: Worker) -> HoursOut:
    """When the company is open, and what that means now."""
    async with use(Database).reading() as session:
        timezone = use(Settings).app.timezone
        return HoursOut.of(await views.opening(session, actor, timezone, clock.now()))


@router.put("/workforce/hours")
async def set_hours(body: WantedHours, actor: Planner) -> HoursOut:
    """Set the whole week. 409 `plan_changed_meanwhile` names who was faster."""
    async with use(Database).transaction() as session:
        await actions.set_hours(session, actor, body.slots(), version=body.version, at=clock.now())
    return await hours(actor)


@router.get("/workforce/holidays")
async def holidays(actor: Worker) -> HolidaysOut:
    """Every day with hours of its own."""
    async with use(Database).reading() as session:
        shown = await views.opening(session, actor, use(Settings).app.timezone, clock.now())
    return HolidaysOut.of(shown.version, shown.holidays)


@router.put("/workforce/holidays")
async def set_holidays(body: WantedHolidays, actor: Planner) -> HolidaysOut:
    """Set all holidays. 409 `plan_changed_meanwhile` names who was faster."""
    async with use(Database).transaction() as session:
        await actions.set_holidays(session, actor, body.plans(), version=body.version, at=clock.now())
    return await holidays(actor)


@router.get("/workforce/rules")
async def rules(actor: Worker) -> RulesOut:
    """How work is given out, and what may be set."""
    async with use(Database).reading() as session:
        stored = await views.rules(session, actor)
    return RulesOut(items=[_rule(key, value) for key, value in stored.items()])


@router.put("/workforce/rules/{key}")
async def set_rule(key: Annotated[str, Path(max_length=100)], body: WantedRule, actor: Planner) -> RulesOut:
    """Set one of them. 409 `rule_changed_meanwhile` when it no longer is `before`."""
    if key not in set(Key):
        raise NotFound(key)
    async with use(Database).transaction() as session:
        await actions.set_rule(session, actor, Key(key), body.value, before=body.before, at=clock.now())
    return await rules(actor)


def _rule(key: Key, value: str) -> RuleOut:
    rule = RULES[key]
    if isinstance(rule, Choice):
        return RuleOut(key=key, value=value, choices=list(rule.words))
    return RuleOut(key=key, value=value, least=rule.least, most=rule.most)


async def _told(actor: Actor, agent_id: int) -> AgentOut:
    async with use(Database).reading() as session:
        load = await use(WorkInHand).by_agent(session)
        found = await queries.get_agent(session, actor, agent_id, clock.now())
    return AgentOut.of(found, load.get(agent_id, 0))
