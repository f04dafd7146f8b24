"""Passing a chat on: who is there to take it."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.text import clean
from aics_app.desk.ui.lists import RIGHT
from aics_app.desk.ui.talking import TalkState
from aics_app.handoff.models import MAX_NOTE_CHARS
from aics_app.ui.access import access
from aics_app.workforce import queries


@dataclass
class Colleague:
    """Somebody who is there."""

    id: int
    name: str


class PassingState(rx.State):
    """The window in which a colleague is chosen; the note is for the staff."""

    is_open: bool = False
    note: str = ""
    colleagues: list[Colleague] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Look who is there."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            there = await queries.available(session, clock.now())
        self.colleagues = [
            Colleague(one.user_id, one.nickname) for one in there if one.user_id != actor.user_id
        ]
        self.note, self.is_open = "", True

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
    def pass_on(self, agent_id: int) -> EventSpec:
        """Give the open chat to this colleague."""
        self.is_open = False
        return TalkState.transfer(agent_id, clean(self.note))
