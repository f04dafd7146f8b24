"""Ending a chat with a note for the staff beside what became of it."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.text import clean
from aics_app.desk.ui.lists import RIGHT, DeskState
from aics_app.desk.ui.talking import TalkState
from aics_app.handoff import actions
from aics_app.handoff.models import MAX_NOTE_CHARS, Disposition
from aics_app.ui.access import access
from aics_app.ui.told import told


class ClosingState(rx.State):
    """The window in which the note is written; closing without one needs no window.

    It is about one hand-off: whatever is shown meanwhile, no other chat is ended by it.
    """

    is_open: bool = False
    handoff_id: int = 0
    note: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Begin with an empty note, about the chat that is shown."""
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
        """What the staff should know."""
        self.note = text[:MAX_NOTE_CHARS]

    @rx.event
    @access(RIGHT)
    async def close(self, disposition: str) -> EventSpec | list[EventSpec]:
        """End the chat that the window was opened for. Refused, it stays open with the note in it."""
        if disposition not in set(Disposition):
            raise Invalid(fields={"disposition": "choice"})
        actor = await current_actor(self, RIGHT)
        result = {"disposition": Disposition(disposition), "note": clean(self.note)}
        try:
            async with use(Database).transaction() as session:
                await actions.close(session, actor, self.handoff_id, **result, at=clock.now())
        except AppError as error:
            return told(error)
        self.is_open, self.note = False, ""
        return [TalkState.pull(), DeskState.refresh()]
