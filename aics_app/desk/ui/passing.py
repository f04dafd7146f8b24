"""Passing a chat on: who is there to take it, and which teams."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.text import clean
from aics_app.desk import queries
from aics_app.desk.ui.lists import RIGHT, DeskState
from aics_app.desk.ui.talking import TalkState
from aics_app.handoff import actions
from aics_app.handoff.actions import Target
from aics_app.handoff.models import MAX_NOTE_CHARS
from aics_app.ui.access import access
from aics_app.ui.told import told
from aics_app.workforce.models import MAX_TEAM_CHARS


@dataclass
class Colleague:
    """Somebody who is there: how, and how busy."""

    id: int
    name: str
    status: str
    chats: int
    capacity: int
    team: str


class PassingState(rx.State):
    """The window in which a colleague or a team is chosen for one hand-off; the note is for the staff."""

    is_open: bool = False
    handoff_id: int = 0
    note: str = ""
    colleagues: list[Colleague] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    teams: list[str] = []  # noqa: RUF012 - as above

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Look who is there."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            there = await queries.colleagues(session, actor, clock.now())
            self.teams = await queries.teams(session, actor)
        self.colleagues = [
            Colleague(one.user_id, one.nickname, one.status, one.chats, one.capacity, one.team)
            for one in there
        ]
        talk = await self.get_state(TalkState)
        self.handoff_id, self.note, self.is_open = talk.about.handoff_id, "", True

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Open or close the window."""
        self.is_open = shown is True

    @rx.event
    @access(RIGHT)
    def set_text(self, text: str) -> None:
        """What the colleague should know."""
        self.note = text[:MAX_NOTE_CHARS]

    @rx.event
    @access(RIGHT)
    async def pass_on(self, agent_id: int) -> EventSpec | list[EventSpec]:
        """Give the open chat to this colleague."""
        return await self._pass(Target(agent_id=agent_id))

    @rx.event
    @access(RIGHT)
    async def pass_to_team(self, team: str) -> EventSpec | list[EventSpec]:
        """Let the open chat wait for this team."""
        if not 0 < len(team) <= MAX_TEAM_CHARS:
            raise Invalid(fields={"to_team": "choice"})
        return await self._pass(Target(team=team))

    async def _pass(self, to: Target) -> EventSpec | list[EventSpec]:
        """What is refused leaves the window open, with the note in it."""
        actor, note = await current_actor(self, RIGHT), clean(self.note)
        try:
            async with use(Database).transaction() as session:
                await actions.transfer(session, actor, self.handoff_id, to, note=note, at=clock.now())
        except AppError as error:
            return told(error)
        self.is_open, self.note = False, ""
        return [TalkState.pull(), DeskState.refresh()]
