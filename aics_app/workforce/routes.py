"""`/api/agents`: who is there to work."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.paging import MAX_LIMIT, Page
from aics_app.workforce import actions, queries
from aics_app.workforce.schemas import AgentOut, WantedPresence

router = APIRouter(prefix="/api/agents", tags=["agents"])

Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]


@router.get("")
async def agents(
    actor: Worker,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> Page[AgentOut]:
    """Everybody who may be given work, there or not, by id."""
    async with use(Database).reading() as session:
        found, following = await queries.agents(session, actor, clock.now(), limit=limit, cursor=cursor)
    return Page(items=[AgentOut.of(one) for one in found], next_cursor=following)


@router.put("/me/presence")
async def choose_presence(body: WantedPresence, actor: Worker) -> AgentOut:
    """Be online, busy, away or offline. Whoever does not say it again within 60 s is offline."""
    now = clock.now()
    async with use(Database).transaction() as session:
        await actions.choose_presence(session, actor, body.status, now)
        return AgentOut.of(await queries.get_own_agent(session, actor, now))
