"""What the customer writes at the card: a note instead of a wait, a word to the rating."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import queries as conversations
from aics_app.chat.models import Sender
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.handoff import actions, queries
from aics_app.handoff.models import MAX_LEFT_CHARS
from aics_app.handoff.ui.states import HandoffState
from aics_app.ui.access import access

FIRST_FEW = 5


class NoteState(rx.State):
    """The note's form, open for this hand-off (0: closed), and the words that it begins with."""

    open_for: int = 0
    text: str = ""
    fault: str = ""

    @rx.event
    @access("chat.ask")
    async def begin(self) -> None:
        """Open it, with what was asked first."""
        actor = await current_actor(self)
        handoff_id = await self.get_var_value(HandoffState.handoff_id)
        self.text, self.fault = await _first_question(actor, handoff_id), ""
        self.open_for = handoff_id

    @rx.event
    @access("chat.ask")
    def close(self) -> None:
        """Back to the choices."""
        self.open_for, self.fault = 0, ""

    @rx.event
    @access("chat.ask")
    async def send(self, form: dict) -> EventSpec | None:
        """Leave it."""
        actor, handoff_id = await current_actor(self), await self.get_var_value(HandoffState.handoff_id)
        try:
            async with use(Database).transaction() as session:
                await actions.leave_note(session, actor, handoff_id, _text_of(form), clock.now())
        except Invalid as error:
            self.fault = error.fields.get("text", "required")
            return None
        self.open_for, self.fault = 0, ""
        return HandoffState.load()

    @rx.event
    @access("chat.ask")
    async def comment(self, form: dict) -> EventSpec:
        """Say in words what the rating meant."""
        actor, handoff_id = await current_actor(self), await self.get_var_value(HandoffState.handoff_id)
        async with use(Database).transaction() as session:
            await actions.comment(session, actor, handoff_id, _text_of(form), clock.now())
        return HandoffState.load()


def _text_of(form: object) -> str:
    text = form.get("text") if isinstance(form, dict) else None
    if not isinstance(text, str):
        raise Invalid(fields={"text": "required"})
    return text


async def _first_question(actor: Actor, handoff_id: int) -> str:
    async with use(Database).reading() as session:
        handoff = await queries.get_own(session, actor, handoff_id)
        said = await conversations.messages_after(
            session, handoff.session_id, after=0, limit=FIRST_FEW, viewer=actor
        )
    return next((one.content[:MAX_LEFT_CHARS] for one in said if one.sender == Sender.CUSTOMER), "")
