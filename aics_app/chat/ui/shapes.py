"""What the chat page is told of conversations: plain values only."""

from dataclasses import dataclass, field

from aics_app.attachments.views import FileView, file_view
from aics_app.chat.models import Conversation, Sender, State
from aics_app.chat.views import Shown
from aics_app.core.errors import Invalid
from aics_app.llm import ModelTimeout

SENDERS = {Sender.CUSTOMER: "user", Sender.AI: "ai", Sender.AGENT: "agent", Sender.SYSTEM: "system"}

PREVIEW_CHARS = 60
"""More than a line of the list holds; the list goes to the page whole, and often."""


@dataclass
class Chip:
    """A source under an answer."""

    position: int
    title: str


@dataclass
class MessageView:
    """One message on the page."""

    id: int
    sender: str
    state: str
    text: str
    at: str
    source: str = ""
    sure: int = 0
    chips: list[Chip] = field(default_factory=list)
    helpful: str = ""
    suggestions: list[str] = field(default_factory=list)
    offers_person: bool = False
    unverified: bool = False
    model_late: bool = False
    error: str = ""
    is_last: bool = False
    is_last_own: bool = False
    author: str = ""
    avatar: str = ""
    what: str = ""
    params: dict[str, str] = field(default_factory=dict)
    files: list[FileView] = field(default_factory=list)


@dataclass
class Window:
    """Which of its messages are shown: those before the id `ends_before`, 0 for the newest as well.

    `returns` counts how often somebody went back to the newest.
    """

    has_earlier: bool = False
    ends_before: int = 0
    returns: int = 0


@dataclass
class ConversationView:
    """One conversation in the list."""

    id: str
    title: str
    preview: str
    preview_kind: str
    at: str
    solved: bool
    wants_person: bool


def message_view(shown: Shown, *, text: str | None = None) -> MessageView:
    """From the row; `text` replaces what is saved while the answer is still being written."""
    message, extra = shown.message, shown.message.extra or {}
    return MessageView(
        id=message.id or 0,
        sender=SENDERS[Sender(message.sender)],
        state=State(message.state).value,
        text=message.content if text is None else text,
        at=message.create_time.isoformat(),
        source=message.source or "",
        sure=round((message.confidence or 0) * 100),
        chips=[Chip(citation.position, citation.title) for citation in shown.citations],
        helpful={True: "yes", False: "no"}[shown.feedback.helpful] if shown.feedback else "",
        suggestions=list(extra.get("suggestions", [])),
        offers_person=message.transfer_reason is not None,
        unverified="unverified" in extra,
        model_late=extra.get("model") == ModelTimeout.code,
        error=message.error_code or "",
        author=shown.author.name if shown.author else "",
        avatar=shown.author.avatar if shown.author else "",
        what=str(extra.get("what", "")),
        params=dict(extra.get("params", {})),
        files=[file_view(attachment) for attachment in shown.files],
    )


def conversation_view(row: Conversation) -> ConversationView:
    """From the row."""
    return ConversationView(
        id=row.id,
        title=row.title,
        preview=row.preview[:PREVIEW_CHARS],
        preview_kind=row.preview_kind or "",
        at=row.last_message_at.isoformat(),
        solved=row.solved is True,
        wants_person=row.wants_person_at is not None,
    )


def marked(shown: list[MessageView]) -> list[MessageView]:
    """With the last message, and the customer's last one, marked as such, and no other."""
    for one in shown:
        one.is_last = one.is_last_own = False
    if shown:
        shown[-1].is_last = True
    own = [one for one in shown if one.sender == "user"]
    if own:
        own[-1].is_last_own = True
    return shown


def checked_id(value: object) -> int:
    """A number from the browser. Raises `Invalid` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Invalid
    return value
