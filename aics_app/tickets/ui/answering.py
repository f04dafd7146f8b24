"""Below the thread: a reply to the customer, or a note for the staff. The two cannot be mistaken."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.settings import Settings
from aics_app.tickets import actions
from aics_app.tickets.actions import Words
from aics_app.tickets.models import MAX_CONTENT_CHARS
from aics_app.tickets.ui.reading import RIGHT, refused
from aics_app.tickets.ui.working import WorkState, number_in
from aics_app.ui.access import access
from aics_app.ui.composer import file_ids
from aics_app.workforce import queries as workforce

MODES = ("reply", "note")
MAX_ID = 64


class AnswerState(rx.State):
    """What was taken and what refused, by the ids that the browser gave."""

    mode: str = "reply"
    accepted: str = ""
    refused: str = ""

    @rx.event
    @access(RIGHT)
    def set_mode(self, mode: str) -> None:
        """Write a reply or a note."""
        if mode not in MODES:
            raise Invalid(fields={"mode": "choice"})
        self.mode = mode

    @rx.event
    @access(RIGHT)
    async def say(self, text: str, client_id: str, files: list[int] | None = None) -> EventSpec:
        """Answer the customer. What is refused stays in the box, with the reason."""
        actor, words = await current_actor(self, RIGHT), _words(text, client_id, files)
        try:
            async with use(Database).transaction() as session:
                hours = await workforce.hours(session, use(Settings).app.timezone)
                await actions.reply(session, actor, self._number(), words, hours=hours, at=clock.now())
        except AppError as error:
            self.refused = client_id
            return await refused(self, error)
        self.accepted = client_id
        return WorkState.pull()

    @rx.event
    @access(RIGHT)
    async def write_note(self, text: str, client_id: str, files: list[int] | None = None) -> EventSpec:
        """Leave a note that only the staff reads."""
        actor, words = await current_actor(self, RIGHT), _words(text, client_id, files)
        try:
            async with use(Database).transaction() as session:
                await actions.note(session, actor, self._number(), words, at=clock.now())
        except AppError as error:
            self.refused = client_id
            return await refused(self, error)
        self.accepted = client_id
        return WorkState.pull()

    def _number(self) -> str:
        return number_in(self.router.url.path)


def _words(text: object, client_id: object, files: object) -> Words:
    """Raises `Invalid` for what no page of ours sends."""
    if not isinstance(client_id, str) or not 0 < len(client_id) <= MAX_ID:
        raise Invalid(fields={"client_id": "required"})
    if not isinstance(text, str) or len(text) > MAX_CONTENT_CHARS * 2:
        raise Invalid(fields={"content": "too_long"})
    return Words(text, file_ids(files), client_id)
