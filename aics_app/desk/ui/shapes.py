"""What the desk is told: plain values only."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from aics_app.accounts.models import Actor
from aics_app.attachments.views import FileView, file_view
from aics_app.chat.models import MessageType, Sender, State
from aics_app.chat.views import Shown
from aics_app.desk.queries import Case, Listed
from aics_app.desk.views import Before
from aics_app.handoff.models import Handoff, Status
from aics_app.knowledge.rules import CIVILITIES

MOST_PASSAGES = 6
_VAGUE = {*CIVILITIES, "handoff", "out_of_scope"}
_SENDERS = {Sender.CUSTOMER: "user", Sender.AI: "ai", Sender.AGENT: "agent", Sender.SYSTEM: "system"}


@dataclass
class CaseView:
    """A chat in a list. `since` is when the customer began to wait, empty when nobody waits.

    `status` is queued or active, `agent` its agent's name where it is somebody else's.
    """

    handoff_id: int
    conversation_id: str
    customer: str
    title: str
    preview: str
    reason: str
    since: str = ""
    urgent: bool = False
    unread: int = 0
    newest_unread: int = 0
    status: str = ""
    agent: str = ""
    preview_kind: str = ""


@dataclass
class Figures:
    """Of the desk: who waits, the newest's id, colleagues' chats, one's capacity, and the server's time.

    `since` is when one's presence became what it is, empty for never there.
    `patience_s` is how long a customer may wait for his agent before he is given to another.
    """

    waiting: int = 0
    newest: int = 0
    others: int = 0
    capacity: int = 0
    patience_s: int = 0
    read_at: str = ""
    since: str = ""


@dataclass
class LineView:
    """One message in the log; `sender` is user, ai, agent, system or note."""

    id: int
    sender: str
    name: str
    text: str
    at: str
    state: str = "done"
    what: str = ""
    agent: str = ""
    from_agent: str = ""
    team: str = ""
    order_no: str = ""
    error: str = ""
    files: list[FileView] = field(default_factory=list)


@dataclass
class CaseFacts:
    """What is known of the open chat. `standing`: queued, mine, others, over; none without a hand-off."""

    handoff_id: int = 0
    standing: str = "none"
    title: str = ""
    customer: str = ""
    agent: str = ""
    reason: str = ""
    asked_at: str = ""
    since: str = ""
    contact: str = ""


@dataclass
class BeforeView:
    """What was said before the line `until`, in which a person was asked for (0: nobody asked).

    `question` stands for the summary while there is none, `intent` is the last of the `intents` that tells
    what the customer wants, `word` is what sounds upset.
    """

    until: int = 0
    summary: str = ""
    question: str = ""
    intent: str = ""
    intents: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    word: str = ""


def before_view(before: Before, summary: str | None) -> BeforeView:
    """From what is known of it."""
    return BeforeView(
        until=before.until,
        summary=summary or "",
        question=before.question,
        intent=next((name for name in reversed(before.intents) if name not in _VAGUE), ""),
        intents=list(before.intents),
        ways=list(before.ways),
        passages=list(before.passages)[:MOST_PASSAGES],
        signs=[sign.value for sign in before.mood.signs],
        word=before.mood.word,
    )


def case_view(one: Listed) -> CaseView:
    """From what lists read of it."""
    since = waits_since(one)
    return CaseView(
        handoff_id=one.id,
        conversation_id=one.session_id,
        customer=one.customer,
        title=one.title,
        preview=one.preview,
        preview_kind=one.preview_kind or "",
        reason=one.reason,
        since=since.isoformat() if since else "",
        urgent=one.priority > 0,
        unread=one.unread,
        newest_unread=one.newest_unread,
        status=one.status,
        agent=one.agent,
    )


def waits_since(handoff: Handoff | Listed) -> datetime | None:
    """Since when the customer waits for his turn, the latest one, or for his agent's word."""
    if handoff.status != Status.QUEUED:
        return handoff.silent_since
    return handoff.waiting_since or handoff.created_at


def line_view(shown: Shown, customer: str, *, text: str | None = None) -> LineView:
    """From its row; `text` replaces what is saved while an answer is still being written."""
    message, extra = shown.message, shown.message.extra or {}
    is_note = message.message_type == MessageType.NOTE
    sender = "note" if is_note else _SENDERS[Sender(message.sender)]
    params = extra.get("params", {})
    return LineView(
        id=message.id or 0,
        sender=sender,
        name=customer if sender == "user" else (shown.author.name if shown.author else ""),
        text=message.content if text is None else text,
        at=message.create_time.isoformat(),
        state=State(message.state).value,
        what=extra.get("what", ""),
        agent=params.get("agent", ""),
        from_agent=params.get("from_agent", ""),
        team=params.get("team", ""),
        order_no=params.get("order_no", ""),
        error=message.error_code or "",
        files=[file_view(attachment) for attachment in shown.files],
    )


def case_facts(case: Case | None, actor: Actor, title: str, customer: str, agent: str) -> CaseFacts:
    """From the latest hand-off, as this actor is shown it."""
    if case is None:
        return CaseFacts(title=title, customer=customer)
    handoff = case.handoff
    since = waits_since(handoff)
    return CaseFacts(
        handoff_id=handoff.id or 0,
        standing=_standing(handoff.status, is_own=handoff.agent_id == actor.user_id),
        title=title,
        customer=customer,
        agent=agent,
        reason=handoff.reason,
        asked_at=handoff.created_at.isoformat(),
        since=since.isoformat() if since else "",
        contact=case.customer.phone or case.customer.email or "",
    )


def after_words(about: CaseFacts, fresh: list[LineView]) -> CaseFacts:
    """A customer's word begins a wait, an agent's ends it."""
    since = about.since
    for one in fresh if about.standing in ("mine", "others") else ():
        if one.sender == "user":
            since = since or one.at
        elif one.sender == "agent":
            since = ""
    return replace(about, since=since)


def _standing(status: str, *, is_own: bool) -> str:
    if status == Status.QUEUED:
        return "queued"
    if status == Status.ACTIVE:
        return "mine" if is_own else "others"
    return "over"
