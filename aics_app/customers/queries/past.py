"""What came of a customer's conversations so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.attachments.models import Attachment, State
from aics_app.chat import queries as chat
from aics_app.chat.models import Citation, Conversation, Feedback, Message, Sender
from aics_app.chat.policies import sees_every
from aics_app.core import paging
from aics_app.customers.policies import file_seen, require_staff, talk_seen
from aics_app.customers.rules import Kind, Signal, Tone, tone_of_score
from aics_app.handoff.models import Handoff

COMPLAINT = "complaint"
SIGNALS = 12
SOURCES = 10
FILES = 10


@dataclass(frozen=True)
class PastTalk:
    """One conversation. `score` is the latest rating of a person in it."""

    conversation: Conversation
    by_person: bool
    score: int | None


@dataclass(frozen=True)
class Satisfaction:
    """What the customer thought, each with how often he said so. `mean` is of 1 to 5."""

    mean: float | None
    ratings: int
    helpful: int
    unhelpful: int
    solved: int
    unsolved: int


@dataclass(frozen=True)
class Source:
    """An entry that answers of a conversation stood on, with its best score."""

    title: str
    passage: str
    score: float


async def get_conversation(session: AsyncSession, actor: Actor, conversation_id: str) -> Conversation:
    """The conversation whose customer is meant. Raises `Forbidden` or `NotFound`."""
    require_staff(actor)
    return await chat.get_conversation(session, actor, conversation_id)


async def past_talks(
    session: AsyncSession, actor: Actor, user_id: int, *, cursor: str = "", limit: int = 10
) -> tuple[list[PastTalk], str | None]:
    """The customer's conversations, newest first; with the next cursor. Raises `Forbidden`."""
    require_staff(actor)
    own = and_(col(Handoff.session_id) == col(Conversation.id))
    taken = select(col(Handoff.id)).where(own, col(Handoff.taken_at).is_not(None)).exists()
    rated = select(col(Handoff.score)).where(own, col(Handoff.score).is_not(None))
    score = rated.order_by(col(Handoff.id).desc()).limit(1).scalar_subquery()
    chosen = select(Conversation, taken, score).where(
        col(Conversation.user_id) == user_id, talk_seen(actor, Conversation.id)
    )
    if cursor:
        chosen = chosen.where(chat.older_than(cursor))
    order = (col(Conversation.last_message_at).desc(), col(Conversation.id).desc())
    rows = (await session.execute(chosen.order_by(*order).limit(limit + 1))).all()
    talks = [PastTalk(conversation, bool(person), score) for conversation, person, score in rows]
    if len(talks) <= limit:
        return talks, None
    last = talks[limit - 1].conversation
    return talks[:limit], paging.encode(last.last_message_at.isoformat(), last.id)


async def languages(session: AsyncSession, actor: Actor, user_id: int) -> list[tuple[str, int]]:
    """In which languages the customer wrote, and how many conversations; the most used first."""
    require_staff(actor)
    language = col(Conversation.language)
    counted = select(language, func.count()).where(
        col(Conversation.user_id) == user_id, talk_seen(actor, Conversation.id)
    )
    found = await session.execute(counted.group_by(language).order_by(func.count().desc(), language))
    return [(name, count) for name, count in found]


async def satisfaction(session: AsyncSession, actor: Actor, user_id: int) -> Satisfaction:
    """Ratings of people, marks on answers of the AI, and whether matters were solved. Raises `Forbidden`."""
    require_staff(actor)
    rated = select(func.avg(col(Handoff.score)), func.count(col(Handoff.score)))
    rated = rated.where(col(Handoff.user_id) == user_id, talk_seen(actor, Handoff.session_id))
    mean, ratings = (await session.execute(rated)).one()
    marks = await _tally(session, Feedback.helpful, _marked(actor, user_id))
    own = and_(col(Conversation.user_id) == user_id, talk_seen(actor, Conversation.id))
    ends = await _tally(session, Conversation.solved, own)
    return Satisfaction(
        mean=float(mean) if mean is not None else None,
        ratings=ratings,
        helpful=marks.get(True, 0),
        unhelpful=marks.get(False, 0),
        solved=ends.get(True, 0),
        unsolved=ends.get(False, 0),
    )


async def _tally(
    session: AsyncSession, judged: bool | None, own: ColumnElement[bool]
) -> dict[bool | None, int]:
    """How often each value stands in this column of one's own rows."""
    value = col(judged)
    found = await session.execute(select(value, func.count()).where(own).group_by(value))
    return {said: count for said, count in found}  # noqa: C416 - rows are no pairs to mypy


async def signals(session: AsyncSession, actor: Actor, user_id: int) -> list[Signal]:
    """The latest that tells how the customer feels, oldest first. Raises `Forbidden`."""
    require_staff(actor)
    found = [
        *await _ratings(session, actor, user_id),
        *await _marks(session, actor, user_id),
        *await _ends(session, actor, user_id),
        *await _complaints(session, actor, user_id),
    ]
    return sorted(found, key=lambda one: one.at)[-SIGNALS:]


async def _ratings(session: AsyncSession, actor: Actor, user_id: int) -> Sequence[Signal]:
    at = col(Handoff.rated_at)
    chosen = select(at, col(Handoff.score)).where(
        col(Handoff.user_id) == user_id,
        col(Handoff.score).is_not(None),
        at.is_not(None),
        talk_seen(actor, Handoff.session_id),
    )
    rows = (await session.execute(chosen.order_by(at.desc()).limit(SIGNALS))).all()
    return [Signal(at, Kind.RATING, tone_of_score(score), score) for at, score in rows if at and score]


def _marked(actor: Actor, user_id: int) -> ColumnElement[bool]:
    """The customer's marks on answers that the actor is shown."""
    own = col(Feedback.user_id) == user_id
    if sees_every(actor):
        return own
    shown = select(col(Message.id)).where(talk_seen(actor, Message.session_id))
    return and_(own, col(Feedback.message_id).in_(shown))


async def _marks(session: AsyncSession, actor: Actor, user_id: int) -> Sequence[Signal]:
    chosen = select(Feedback).where(_marked(actor, user_id))
    rows = await session.execute(chosen.order_by(col(Feedback.created_at).desc()).limit(SIGNALS))
    return [Signal(one.created_at, Kind.FEEDBACK, _tone(good=one.helpful)) for one in rows.scalars()]


async def _ends(session: AsyncSession, actor: Actor, user_id: int) -> Sequence[Signal]:
    at = col(Conversation.last_message_at)
    chosen = select(at, col(Conversation.solved)).where(
        col(Conversation.user_id) == user_id,
        col(Conversation.solved).is_not(None),
        talk_seen(actor, Conversation.id),
    )
    rows = (await session.execute(chosen.order_by(at.desc()).limit(SIGNALS))).all()
    return [Signal(at, Kind.SOLVED, _tone(good=bool(solved))) for at, solved in rows]


async def _complaints(session: AsyncSession, actor: Actor, user_id: int) -> Sequence[Signal]:
    at = col(Message.create_time)
    chosen = select(at).where(
        col(Message.user_id) == user_id,
        col(Message.sender) == Sender.AI,
        col(Message.intent) == COMPLAINT,
        talk_seen(actor, Message.session_id),
    )
    rows = await session.execute(chosen.order_by(at.desc()).limit(SIGNALS))
    return [Signal(at, Kind.COMPLAINT, Tone.BAD) for at in rows.scalars()]


def _tone(*, good: bool) -> Tone:
    return Tone.GOOD if good else Tone.BAD


async def sources(session: AsyncSession, actor: Actor, conversation_id: str) -> list[Source]:
    """What the AI's answers in this conversation stood on, the best first. Raises `Forbidden`."""
    require_staff(actor)
    chosen = (
        select(Citation)
        .join(Message, col(Message.id) == col(Citation.message_id))
        .where(col(Message.session_id) == conversation_id, talk_seen(actor, Message.session_id))
        .order_by(col(Citation.score).desc(), col(Citation.message_id), col(Citation.position))
    )
    best: dict[tuple[str, int], Source] = {}
    for one in (await session.execute(chosen)).scalars():
        best.setdefault((one.kind, one.item_id), Source(one.title, one.passage, one.score))
    return list(best.values())[:SOURCES]


async def files(session: AsyncSession, actor: Actor, user_id: int) -> list[Attachment]:
    """What the customer sent, the latest first; not what was never sent off. Raises `Forbidden`."""
    require_staff(actor)
    chosen = select(Attachment).where(
        col(Attachment.user_id) == user_id, col(Attachment.state) == State.BOUND, file_seen(actor)
    )
    return list((await session.execute(chosen.order_by(col(Attachment.id).desc()).limit(FILES))).scalars())
