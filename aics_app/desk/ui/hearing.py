"""What an agent hears of the customer beside words: that he types, how far he has received and read."""

from datetime import datetime, timedelta

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.chat import replies
from aics_app.chat.errors import NotSpeaking
from aics_app.chat.replies import Replies
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.errors import Invalid
from aics_app.core.text import one_line
from aics_app.desk.ui.lists import RIGHT
from aics_app.desk.ui.shapes import LineView
from aics_app.ui.access import access
from aics_app.ui.every import every
from aics_app.ui.i18n import t

SILENT_AFTER = timedelta(seconds=5)
LOOKS_EVERY_S = 2


class HearingState(rx.State):
    """The open chat's customer: who types, and which ids he has received and read up to.

    `last_own_id` is the last message that an agent sent him, 0 for none.
    """

    typing: str = ""
    delivered_id: int = 0
    read_id: int = 0
    last_own_id: int = 0
    _conversation_id: str = ""
    _last_id: int = 0
    _typed_at: datetime | None = None

    @rx.event
    @access(RIGHT)
    def hear(self, name: str) -> None:
        """The customer is typing."""
        self.typing, self._typed_at = one_line(str(name), 50), clock.now()

    @rx.event
    @access(RIGHT)
    def look(self) -> None:
        """Nobody types for ever."""
        if self._typed_at is None or clock.now() - self._typed_at > SILENT_AFTER:
            self.typing = ""

    @rx.event
    @access(RIGHT)
    def receipt(self, delivered_id: int, read_id: int) -> None:
        """The customer has received and read so far."""
        for value in (delivered_id, read_id):
            if isinstance(value, bool) or not isinstance(value, int):
                raise Invalid
        self.delivered_id = max(self.delivered_id, delivered_id)
        self.read_id = max(self.read_id, read_id)

    @rx.event
    @access(RIGHT)
    async def tell_typing(self) -> None:
        """Let the customer know that an answer is being written."""
        actor = await current_actor(self, RIGHT)
        if not self._conversation_id:
            return
        tools = use(Replies).tools
        try:
            await replies.typing(tools.db, tools.cache, tools.live, actor, self._conversation_id)
        except NotSpeaking:  # a colleague has it since: a hint that comes too late is worth no words
            self.typing = ""


def show(
    state: HearingState, conversation_id: str, lines: list[LineView], *, delivered_id: int, read_id: int
) -> None:
    """Fill the view; a function, since anybody may call a state's methods."""
    last_id = lines[-1].id if lines else 0
    if (state._conversation_id, state._last_id) != (conversation_id, last_id):  # noqa: SLF001 - the state is this module's own
        state.typing = ""
    state._conversation_id, state._last_id = conversation_id, last_id  # noqa: SLF001 - as above
    state.delivered_id, state.read_id = delivered_id, read_id
    state.last_own_id = max((line.id for line in lines if line.sender == "agent"), default=0)


def is_typing() -> rx.Component:
    """Below the last line, as long as the customer types."""
    dots = (rx.el.span(class_name="dot") for _ in range(3))
    said = rx.box(
        *dots,
        rx.el.span(t("chat.typing", name=HearingState.typing)),
        class_name="said-extras typing",
        role="status",
        data_testid="desk-typing",
    )
    return rx.cond(HearingState.typing, rx.fragment(said, every(LOOKS_EVERY_S, HearingState.look)))


def receipt(line_id: rx.Var[int]) -> rx.Component:
    """Under the last message that was sent to the customer: whether it has come, and been read."""
    read = _mark("check-check", t("chat.read"), "read")
    delivered = _mark("check", t("chat.delivered"), "delivered")
    known = rx.cond(
        HearingState.read_id >= line_id, read, rx.cond(HearingState.delivered_id >= line_id, delivered)
    )
    return rx.cond(HearingState.last_own_id == line_id, known)


def _mark(icon: str, word: rx.Var[str], value: str) -> rx.Component:
    return rx.box(
        rx.icon(icon, size=13),
        word,
        class_name="receipt",
        data_testid="desk-receipt",
        data_value=value,
    )
