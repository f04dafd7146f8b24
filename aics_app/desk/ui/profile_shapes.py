"""What the right pane is told of a customer: plain values only."""

from dataclasses import dataclass, field

from aics_app.attachments.models import Attachment, Kind
from aics_app.customers.queries import PastTalk, Source
from aics_app.customers.rules import Signal
from aics_app.customers.views import Shown


@dataclass
class SignalView:
    """Something that tells how the customer feels; `score` is empty but of a rating."""

    kind: str
    tone: str
    at: str
    score: str


@dataclass
class CustomerView:
    """Who it is, what the staff wrote, what the customer thought; `mean` is empty without ratings."""

    name: str = ""
    username: str = ""
    avatar: str = ""
    phone: str = ""
    email: str = ""
    member_since: str = ""
    languages: list[str] = field(default_factory=list)
    level: str = "normal"
    remark: str = ""
    version: int = 0
    changed_at: str = ""
    changed_by: str = ""
    mood: str = "unknown"
    signals: list[SignalView] = field(default_factory=list)
    mean: str = ""
    ratings: int = 0
    helpful: int = 0
    judged: int = 0
    solved: int = 0
    ended: int = 0


@dataclass
class PastView:
    """One conversation; `solved` is yes, no or empty, `score` empty without a rating."""

    conversation_id: str
    title: str
    at: str
    solved: str
    by_person: bool
    score: str


@dataclass
class SourceView:
    """What an answer stood on; `share` is its score in per cent."""

    title: str
    passage: str
    share: str


@dataclass
class FileView:
    """Something that the customer sent."""

    href: str
    name: str
    size: str
    is_picture: bool
    at: str


def customer_view(shown: Shown) -> CustomerView:
    """From what was read."""
    customer, user, profile = shown.customer, shown.customer.user, shown.customer.profile
    said = shown.satisfaction
    return CustomerView(
        name=user.nickname or user.username,
        username=user.username,
        avatar=user.avatar or "",
        phone=user.phone or "",
        email=user.email or "",
        member_since=user.create_time.isoformat(),
        languages=[name for name, _ in shown.languages] or ([user.locale] if user.locale else []),
        level=customer.level.value,
        remark=customer.remark,
        version=customer.version,
        changed_at=profile.updated_at.isoformat() if profile else "",
        changed_by=customer.changed_by,
        mood=shown.mood.value,
        signals=[_signal_view(one) for one in shown.signals],
        mean=f"{said.mean:.1f}" if said.mean is not None else "",
        ratings=said.ratings,
        helpful=said.helpful,
        judged=said.helpful + said.unhelpful,
        solved=said.solved,
        ended=said.solved + said.unsolved,
    )


def _signal_view(one: Signal) -> SignalView:
    score = str(one.score) if one.score else ""
    return SignalView(one.kind.value, one.tone.value, one.at.isoformat(), score)


def past_view(talk: PastTalk) -> PastView:
    """From its row."""
    conversation = talk.conversation
    return PastView(
        conversation_id=conversation.id,
        title=conversation.title,
        at=conversation.last_message_at.isoformat(),
        solved={True: "yes", False: "no", None: ""}[conversation.solved],
        by_person=talk.by_person,
        score=str(talk.score) if talk.score else "",
    )


def source_view(source: Source) -> SourceView:
    """From its row."""
    return SourceView(source.title, source.passage, f"{source.score:.0%}")


def file_view(one: Attachment) -> FileView:
    """From its row."""
    size = f"{max(1, round(one.size / 1024)):,} KB"
    href = f"/api/attachments/{one.id}"
    return FileView(href, one.name, size, one.kind is Kind.PICTURE, one.created_at.isoformat())
