"""What an export holds row by row, read in portions: each goes on behind the last row of the one before.

Every portion is a statement or a few, so memory and transactions stay short however long the whole is.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.chat import policies as chat
from aics_app.chat.models import Conversation, Feedback, Message, MessageType, Sender, State
from aics_app.handoff import policies as handoffs
from aics_app.handoff.models import Handoff
from aics_app.stats.rules.conversations import NO_ANSWER, NO_QUESTION
from aics_app.stats.rules.days import Span
from aics_app.tickets import policies as tickets
from aics_app.tickets.models import Ticket, TicketClock

Row_co = TypeVar("Row_co", covariant=True)
Where = Sequence[ColumnElement[bool]]
Told = Row[*tuple[Any, ...]]

Customer, Person = aliased(User), aliased(User)

# Columns, not objects: nobody changes them, and an object of each row takes longer than to write it.
WAIT: tuple[Mapped[Any], ...] = (
    *(col(Handoff.id), col(Handoff.session_id), col(Handoff.team), col(Handoff.reason), col(Handoff.source)),
    *(col(Handoff.status), col(Handoff.created_at), col(Handoff.taken_at), col(Handoff.first_reply_at)),
    *(col(Handoff.ended_at), col(Handoff.disposition), col(Handoff.note), col(Handoff.score)),
    col(Handoff.comment),
)
MATTER: tuple[Mapped[Any], ...] = (
    *(col(Ticket.id), col(Ticket.order_no), col(Ticket.title), col(Ticket.team), col(Ticket.status)),
    *(col(Ticket.priority), col(Ticket.category), col(Ticket.create_time), col(Ticket.first_reply_at)),
    *(col(Ticket.first_resolved_at), col(Ticket.resolved_at), col(Ticket.reopened)),
    *(col(Ticket.user_feedback), col(Ticket.user_feedback_content)),
)


@dataclass(frozen=True)
class Portion(Generic[Row_co]):
    """Some rows, and where the next ones begin; None means that was all."""

    rows: Sequence[Row_co]
    after: Any = None


Reading = Callable[[AsyncSession, Actor, Span, Any, int], Awaitable[Portion[Any]]]
"""One portion: of what this actor sees, in this span, behind a place (None: from the beginning), so many."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation, what was said in it in figures, and who had it. `sources` and `intents` are words.

    Questions and answers are those that figures count.
    """

    id: str
    title: str
    customer: str
    language: str
    began: datetime
    last: datetime
    solved: bool | None
    questions: int = 0
    answers: int = 0
    sources: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    handoffs: int = 0
    agents: tuple[str, ...] = ()
    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """A hand-off. `row` has what `WAIT` names."""

    row: Told
    title: str
    customer: str
    agent: str


@dataclass(frozen=True, slots=True)
class Matter:
    """A ticket. `row` has what `MATTER` names; `clocks` tell by kind when a promise was kept or broken."""

    row: Told
    customer: str
    handler: str
    clocks: dict[str, Told]


def talks_in(actor: Actor, span: Span) -> Where:
    """The conversations that began then."""
    began = col(Conversation.created_at)
    return (chat.visible_to(actor), began >= span[0], began < span[1])


def waits_in(actor: Actor, span: Span) -> Where:
    """The hand-offs that began then."""
    began = col(Handoff.created_at)
    return (handoffs.visible_to(actor), began >= span[0], began < span[1])


def matters_in(actor: Actor, span: Span) -> Where:
    """The tickets that were filed then."""
    filed = col(Ticket.create_time)
    return (tickets.visible_to(actor), filed >= span[0], filed < span[1])


async def counts(session: AsyncSession, actor: Actor, span: Span) -> int:
    """How many conversations, hand-offs and tickets there are, together."""
    kinds = ((Conversation, talks_in), (Handoff, waits_in), (Ticket, matters_in))
    found = [
        await session.scalar(select(func.count()).select_from(kind).where(*where(actor, span)))
        for kind, where in kinds
    ]
    return sum(one or 0 for one in found)


def named(person: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The two columns that say what somebody is called."""
    return person.nickname, person.username


async def talks(session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int) -> Portion[Talk]:
    """Conversations in the order of their beginnings."""
    began, own = col(Conversation.created_at), col(Conversation.id)
    chosen = _heads().where(*talks_in(actor, span))
    if after is not None:
        chosen = chosen.where(or_(began > after[0], and_(began == after[0], own > after[1])))
    found = (await session.execute(chosen.order_by(began, own).limit(limit))).all()
    rows = await _told(session, found)
    place = (rows[-1].began, rows[-1].id) if len(rows) == limit else None
    return Portion(rows, place)


async def talks_of(session: AsyncSession, ids: Sequence[str]) -> list[Talk]:
    """These conversations, in this order, for who has been let in before."""
    if not ids:
        return []
    found = (await session.execute(_heads().where(col(Conversation.id).in_(ids)))).all()
    rows = {one.id: one for one in await _told(session, found)}
    return [rows[own] for own in ids if own in rows]


def _heads() -> Select[Any]:
    return select(
        *(col(Conversation.id), col(Conversation.title), col(Conversation.language)),
        *(col(Conversation.created_at), col(Conversation.last_message_at), col(Conversation.solved)),
        *named(Customer),
    ).outerjoin(Customer, Customer.id == col(Conversation.user_id))  # type: ignore[arg-type]  # an alias's column


async def _told(session: AsyncSession, found: Sequence[Any]) -> list[Talk]:
    rows = {
        one[0]: Talk(one[0], one[1], one[6] or one[7] or "", one[2], one[3], one[4], one[5]) for one in found
    }
    if rows:
        await _tell_what_was_said(session, rows)
        await _tell_who_had_it(session, rows)
    return list(rows.values())


async def _tell_what_was_said(session: AsyncSession, rows: dict[str, Talk]) -> None:
    said = (
        select(
            col(Message.session_id),
            func.count(func.distinct(case((_is_reply(NO_QUESTION), col(Message.reply_to))))),
            func.count(func.distinct(case((_is_answer(), col(Message.reply_to))))),
            func.group_concat(col(Message.source).distinct()),
            func.group_concat(col(Message.intent).distinct()),
        )
        .where(
            col(Message.session_id).in_(rows),
            col(Message.state) != State.REPLACED,
            col(Message.message_type) == MessageType.TEXT,
        )
        .group_by(col(Message.session_id))
    )
    for own, questions, answers, sources, intents in (await session.execute(said)).all():
        rows[own] = replace(
            rows[own],
            questions=int(questions),
            answers=int(answers),
            sources=_parts(sources),
            intents=_parts(intents),
        )
    await _tell_how_it_was_judged(session, rows)


async def _tell_how_it_was_judged(session: AsyncSession, rows: dict[str, Talk]) -> None:
    judged = (
        select(col(Message.session_id), func.sum(case((col(Feedback.helpful), 1), else_=0)), func.count())
        .join(Feedback, col(Feedback.message_id) == col(Message.id))
        .where(col(Message.session_id).in_(rows))
        .group_by(col(Message.session_id))
    )
    for own, helpful, all_of_them in (await session.execute(judged)).all():
        good = int(helpful)
        rows[own] = replace(rows[own], helpful=good, unhelpful=all_of_them - good)


def _is_reply(but_to: Collection[str]) -> ColumnElement[bool]:
    """Of the AI to something that a customer said, as `rules.conversations` parts it."""
    intent = func.coalesce(col(Message.intent), "")
    return and_(col(Message.sender) == Sender.AI, col(Message.reply_to).is_not(None), intent.not_in(but_to))


def _is_answer() -> ColumnElement[bool]:
    return and_(_is_reply(NO_ANSWER), col(Message.state) == State.DONE)


def _parts(joined: str | None) -> tuple[str, ...]:
    return tuple(sorted(joined.split(","))) if joined else ()


async def _tell_who_had_it(session: AsyncSession, rows: dict[str, Talk]) -> None:
    had = (
        select(col(Handoff.session_id), *named(Person))
        .outerjoin(Person, Person.id == col(Handoff.agent_id))  # type: ignore[arg-type]  # as above
        .where(col(Handoff.session_id).in_(rows))
        .order_by(col(Handoff.id))
    )
    for own, nickname, username in (await session.execute(had)).all():
        talk, name = rows[own], nickname or username
        agents = (*talk.agents, name) if name and name not in talk.agents else talk.agents
        rows[own] = replace(talk, handoffs=talk.handoffs + 1, agents=agents)


async def waits(session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int) -> Portion[Wait]:
    """Hand-offs in the order in which persons were asked for."""
    chosen = (
        select(*WAIT, col(Conversation.title), *named(Customer), *named(Person))
        .outerjoin(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .outerjoin(Customer, Customer.id == col(Handoff.user_id))  # type: ignore[arg-type]  # as above
        .outerjoin(Person, Person.id == col(Handoff.agent_id))  # type: ignore[arg-type]  # as above
        .where(*waits_in(actor, span))
    )
    found = await _next(session, chosen, col(Handoff.id), after, limit)
    rows = [
        Wait(one, title or "", nickname or username or "", own or name or "")
        for one in found
        for title, nickname, username, own, name in [one[-5:]]
    ]
    return Portion(rows, rows[-1].row.id if len(rows) == limit else None)


async def matters(session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int) -> Portion[Matter]:
    """Tickets in the order of their filing."""
    chosen = (
        select(*MATTER, *named(Customer), *named(Person))
        .outerjoin(Customer, Customer.id == col(Ticket.user_id))  # type: ignore[arg-type]  # as above
        .outerjoin(Person, Person.id == col(Ticket.handler_id))  # type: ignore[arg-type]  # as above
        .where(*matters_in(actor, span))
    )
    found = await _next(session, chosen, col(Ticket.id), after, limit)
    clocks = await _clocks(session, [one.id for one in found])
    rows = [
        Matter(one, nickname or username or "", own or name or "", clocks.get(one.id, {}))
        for one in found
        for nickname, username, own, name in [one[-4:]]
    ]
    return Portion(rows, rows[-1].row.id if len(rows) == limit else None)


async def _next(
    session: AsyncSession, chosen: Select[*tuple[Any, ...]], own: Any, after: Any, limit: int
) -> Sequence[Told]:
    if after is not None:
        chosen = chosen.where(own > after)
    return (await session.execute(chosen.order_by(own).limit(limit))).all()


async def _clocks(session: AsyncSession, ids: Iterable[int]) -> dict[int, dict[str, Told]]:
    found: dict[int, dict[str, Told]] = {}
    own = col(TicketClock.ticket_id)
    kept = (own, col(TicketClock.kind), col(TicketClock.met_at), col(TicketClock.breached_at))
    for clock in await session.execute(select(*kept).where(own.in_(list(ids)))):
        found.setdefault(clock.ticket_id, {})[clock.kind] = clock
    return found
