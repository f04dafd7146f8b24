"""The person who has the word in the open conversation: typing, and how far each side has read."""

from datetime import datetime, timedelta

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.chat.errors import NotSpeaking
from aics_app.chat.models import Conversation, Speaker
from aics_app.chat.replies import Replies, mark, typing
from aics_app.chat.ui.shapes import MessageView
from aics_app.chat.views import Standing
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.errors import Invalid
from aics_app.core.text import one_line
from aics_app.ui.access import access
from aics_app.ui.every import every, shown
from aics_app.ui.i18n import t

SILENT_AFTER = timedelta(seconds=5)
LOOKS_EVERY_S = 2
OTHERS = frozenset({"agent", "system"})


class PersonState(rx.State):
    """`conversation_id` is the one where a person has the word, or empty; the staff read up to `read_id`.

    `last_id` is the last message by anybody else.
    """

    conversation_id: str = ""
    typing: str = ""
    read_id: int = 0
    unread: bool = False
    last_id: int = 0
    _typed_at: datetime | None = None
    _version: int = 0

    @rx.event
    @access("chat.ask")
    def hear(self, name: str) -> None:
        """The person is typing."""
        self.typing, self._typed_at = one_line(str(name), 50), clock.now()

    @rx.event
    @access("chat.ask")
    def look(self) -> None:
        """Nobody types for ever."""
        if self._typed_at is None or clock.now() - self._typed_at > SILENT_AFTER:
            self.typing = ""

    @rx.event
    @access("chat.ask")
    def receipt(self, read_id: int) -> None:
        """The staff has read so far."""
        if isinstance(read_id, bool) or not isinstance(read_id, int):
            raise Invalid
        self.read_id = max(self.read_id, read_id)

    @rx.event
    @access("chat.ask")
    async def tell_typing(self) -> None:
        """Let the person know that an answer is being written."""
        actor = await current_actor(self)
        if not self.conversation_id:
            return
        tools = use(Replies).tools
        try:
            await typing(tools.db, tools.cache, tools.live, actor, self.conversation_id)
        except NotSpeaking:  # the AI has the word again: a hint that comes too late is worth no words
            self.typing = ""

    @rx.event
    @access("chat.ask")
    async def received(self) -> None:
        """What others wrote has come, but the page is not in front of its reader."""
        actor = await current_actor(self)
        if self.conversation_id and self.unread:
            tools = use(Replies).tools
            await mark(tools, actor, self.conversation_id, delivered_id=self.last_id, at=clock.now())

    @rx.event
    @access("chat.ask")
    async def saw(self) -> None:
        """The page is in front of its reader, who has now read what others wrote."""
        actor = await current_actor(self)
        if self.conversation_id and self.unread:
            tools = use(Replies).tools
            await mark(tools, actor, self.conversation_id, read_id=self.last_id, at=clock.now())
        self.unread = False


def show(
    state: PersonState, conversation: Conversation, standing: Standing, messages: list[MessageView]
) -> None:
    """Fill the view; a function, since anybody may call a state's methods."""
    is_same = state.conversation_id == conversation.id
    has_word = conversation.speaker == Speaker.AGENT
    last_id = _last_of_others(messages)
    is_new = last_id > (state.last_id if is_same else 0)
    if is_new or not is_same or not has_word:
        state.typing = ""
    state.unread = has_word and (is_new or (is_same and state.unread))
    state.last_id = last_id
    state.read_id = standing.read_id
    state.conversation_id = conversation.id if has_word else ""
    state._version = conversation.version  # noqa: SLF001 - the state is this module's own


def follow(state: PersonState, messages: list[MessageView], version: int) -> None:
    """As `show`, when nothing but words of people is new."""
    last_id = _last_of_others(messages)
    if last_id > state.last_id:
        state.typing, state.unread, state.last_id = "", True, last_id
    state._version = version  # noqa: SLF001 - as above


def known_version(state: PersonState, conversation_id: str) -> int | None:
    """What is shown of this conversation; None while no person has the word there, as far as is known."""
    return state._version if conversation_id and state.conversation_id == conversation_id else None  # noqa: SLF001 - as above


def _last_of_others(messages: list[MessageView]) -> int:
    return max((one.id for one in messages if one.sender in OTHERS), default=0)


def is_shown(state: PersonState, conversation: Conversation) -> bool:
    """Whether a person has the word in it, as the page says already."""
    return conversation.speaker == Speaker.AGENT and state.conversation_id == conversation.id


def has_word(conversation_id: rx.Var[str]) -> rx.Var[bool]:
    """Whether a person has the word here; what is known may be of the conversation before."""
    return (PersonState.conversation_id != "") & (PersonState.conversation_id == conversation_id)


def at_the_end(conversation_id: rx.Var[str]) -> rx.Component:
    """Below the last message: who is typing, and what tells the others that this was read."""
    dots = (rx.el.span(class_name="dot") for _ in range(3))
    dotted = rx.box(
        *dots,
        rx.el.span(t("chat.typing", name=PersonState.typing)),
        class_name="said-extras typing",
        role="status",
        data_testid="chat-typing",
    )
    return rx.cond(
        has_word(conversation_id),
        rx.fragment(
            rx.cond(PersonState.typing, rx.fragment(dotted, every(LOOKS_EVERY_S, PersonState.look))),
            rx.cond(PersonState.unread, shown(PersonState.last_id, PersonState.saw, PersonState.received)),
        ),
    )


def read_mark(message: MessageView) -> rx.Component:
    """Under the customer's own last message, once a person has read it."""
    is_read = message.is_last_own & (PersonState.conversation_id != "") & (PersonState.read_id >= message.id)
    mark_of = rx.text(
        t("chat.read"),
        size="1",
        color_scheme="gray",
        align_self="flex-end",
        as_="span",
        data_testid="chat-read",
    )
    return rx.cond(is_read, mark_of)
