"""Below the log: a reply to the customer, or a note for the staff. The two cannot be mistaken."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.chat import replies
from aics_app.chat.replies import Replies
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.errors import AppError, Invalid, NotFound
from aics_app.desk.helping import Helper
from aics_app.desk.ui.lists import RIGHT
from aics_app.desk.ui.talking import TalkState, conversation_in, follow_own
from aics_app.ui.access import access
from aics_app.ui.composer import file_ids
from aics_app.ui.told import told

MODES = ("reply", "note")


class WritingState(rx.State):
    """What was taken and what refused, by the ids that the browser gave."""

    mode: str = "reply"
    accepted: str = ""
    refused: str = ""
    model_away: bool = False

    @rx.event
    @access(RIGHT)
    async def look_for_model(self) -> None:
        """Whether the model is there to help, or back."""
        self.model_away = use(Helper).is_away()

    @rx.event
    @access(RIGHT)
    def set_mode(self, mode: str) -> None:
        """Write a reply or a note."""
        if mode not in MODES:
            raise Invalid(fields={"mode": "choice"})
        self.mode = mode

    @rx.event
    @access(RIGHT)
    async def say(
        self, text: str, client_id: str, files: list[int] | None = None
    ) -> EventSpec | list[EventSpec]:
        """Answer the customer. What is refused stays in the box, with the reason."""
        actor = await current_actor(self, RIGHT)
        try:
            conversation_id, sent = self._conversation_id(), file_ids(files)
            await use(Replies).post(
                actor, text, conversation_id=conversation_id, client_id=client_id, files=sent
            )
        except AppError as error:
            self.refused = client_id
            return told(error)
        self.accepted = client_id
        await follow_own(await self.get_state(TalkState), actor)
        return []

    @rx.event
    @access(RIGHT)
    async def write_note(
        self, text: str, client_id: str, files: list[int] | None = None
    ) -> EventSpec | list[EventSpec]:
        """Leave a note that only the staff reads."""
        actor = await current_actor(self, RIGHT)
        tools = use(Replies).tools
        try:
            conversation_id, sent = self._conversation_id(), file_ids(files)
            await replies.note(
                tools, actor, conversation_id, text, client_id=client_id, at=clock.now(), files=sent
            )
        except AppError as error:
            self.refused = client_id
            return told(error)
        self.accepted = client_id
        await follow_own(await self.get_state(TalkState), actor)
        return []

    def _conversation_id(self) -> str:
        """The conversation of the address. Raises `NotFound`."""
        found = conversation_in(self.router.url.path)
        if not found:
            raise NotFound("")
        return found
