"""The people: who is there, how much each has, and what each can do."""

from dataclasses import replace
from typing import Any

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.text import one_line
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions, queries
from aics_app.workforce.actions import Profile
from aics_app.workforce.errors import AgentChangedMeanwhile
from aics_app.workforce.events import TOPIC
from aics_app.workforce.queries import WorkInHand
from aics_app.workforce.rules.planning import MAX_SKILL_CHARS, MAX_SKILLS
from aics_app.workforce.ui.hours import RIGHT
from aics_app.workforce.ui.shapes import AgentRow, agent_row


class TeamState(rx.State):
    """`chosen` is who is being changed, as he was when the window opened; `rival` has changed him since."""

    loaded: bool = False
    rows: list[AgentRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    teams: list[str] = []  # noqa: RUF012 - as above
    known: list[str] = []  # noqa: RUF012 - as above
    is_open: bool = False
    chosen: AgentRow = AgentRow(0, "", "", "", 0, 0, "", [], 0)
    skills: list[str] = []  # noqa: RUF012 - as above
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    rival: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show everybody and hear who comes and goes."""
        actor = await current_actor(self, RIGHT)
        reload, token = TeamState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, TOPIC, "team"):
            use(PageHub).watch(token, TOPIC, actor.session_id, lambda _: reload(), "team")
        await self._read(actor)
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody came, went, or can do something else."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            rows, self.next_cursor = await _rows(actor, self.next_cursor)
            self.rows = [*self.rows, *rows]

    @rx.event
    @access(RIGHT)
    def edit(self, agent_id: int) -> None:
        """Open the window for one of them."""
        row = next((row for row in self.rows if row.id == agent_id), None)
        if row is None:
            raise Invalid
        self.chosen, self.skills = row, list(row.skills)
        self.faults, self.rival, self.is_open = {}, "", True

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Close the window."""
        self.is_open = shown is True

    @rx.event
    @access(RIGHT)
    def add_skill(self, form: dict[str, Any]) -> None:
        """One skill more, from its field."""
        self._add(str(form.get("skill") or ""))

    @rx.event
    @access(RIGHT)
    def take_skill(self, skill: str) -> None:
        """One of those that others have."""
        self._add(str(skill))

    @rx.event
    @access(RIGHT)
    def drop_skill(self, skill: str) -> None:
        """One skill less."""
        self.skills = [one for one in self.skills if one != skill]

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> None:
        """Let it count; what is refused stays, with the reason."""
        actor = await current_actor(self, RIGHT)
        try:
            await self._save(actor, _profile(form, self.skills))
        except Invalid as error:
            self.faults = error.fields
        except AgentChangedMeanwhile as error:
            self.rival = error.params["name"]
            self.chosen = replace(self.chosen, version=error.params["version"])
        else:
            self.is_open = False
        await self._read(actor)

    async def _save(self, actor: Actor, profile: Profile) -> None:
        async with use(Database).transaction() as session:
            await actions.set_profile(
                session, actor, self.chosen.id, profile, clock.now(), version=self.chosen.version
            )

    async def _read(self, actor: Actor) -> None:
        self.rows, self.next_cursor = await _rows(actor, "")
        async with use(Database).reading() as session:
            self.teams, self.known = await queries.known_words(session, actor)

    def _add(self, skill: str) -> None:
        tidy = one_line(skill, MAX_SKILL_CHARS)
        if tidy and tidy not in self.skills and len(self.skills) < MAX_SKILLS:
            self.skills = [*self.skills, tidy]


async def _rows(actor: Actor, cursor: str) -> tuple[list[AgentRow], str]:
    async with use(Database).reading() as session:
        found, following = await queries.agents(session, actor, clock.now(), limit=MAX_LIMIT, cursor=cursor)
        load = await use(WorkInHand).by_agent(session)
    return [agent_row(one, load.get(one.user_id, 0)) for one in found], following or ""


def _profile(form: dict[str, Any], skills: list[str]) -> Profile:
    capacity = str(form.get("capacity") or "")
    if not (capacity.isascii() and capacity.isdecimal() and len(capacity) < 4):  # noqa: PLR2004 - as the limit has
        raise Invalid(fields={"capacity": "range"})
    return Profile(int(capacity), str(form.get("team") or "")[:100], tuple(skills))
