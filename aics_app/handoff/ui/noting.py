"""What the customer writes at the card: a word to the rating."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.handoff import actions
from aics_app.handoff.ui.states import HandoffState
from aics_app.ui.access import access


class CommentState(rx.State):
    """Keeps nothing: the hand-off that is shown gets the words."""

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
