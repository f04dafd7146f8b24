"""What people recognise the lines of a figure by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.chat.models import Conversation
from aics_app.chat.policies import visible_to as conversations_of
from aics_app.handoff.models import Handoff
from aics_app.handoff.policies import visible_to as handoffs_of
from aics_app.stats.models import RowKind
from aics_app.stats.queries.wanted import key_of
from aics_app.stats.rules.facts import Fact
from aics_app.stats.rules.figures import Row
from aics_app.tickets.models import Ticket
from aics_app.tickets.policies import visible_to as tickets_of


@dataclass(frozen=True)
class _Told:
    """What people recognise it by; of what the actor may not open nothing is told."""

    title: str = ""
    number: str = ""
    person: str = ""


async def told(session: AsyncSession, actor: Actor, found: Sequence[Fact]) -> list[Row]:
    """Each fact as a line of the list."""
    known: dict[tuple[RowKind, str], _Told] = {}
    for kind, reading in (
        (RowKind.CONVERSATION, _talks),
        (RowKind.HANDOFF, _waits),
        (RowKind.TICKET, _matters),
    ):
        ids = {fact.subject.id for fact in found if fact.subject.kind == kind}
        if ids:
            known |= {(kind, own): one for own, one in await reading(session, actor, ids)}
    return list(_rows(found, known))


def _rows(found: Sequence[Fact], known: dict[tuple[RowKind, str], _Told]) -> Iterator[Row]:
    for fact in found:
        one = known.get((fact.subject.kind, fact.subject.id), _Told())
        own = fact.subject
        yield Row(own.kind, own.id, one.number, one.title, fact.at, one.person, fact.value, key_of(fact))


async def _talks(session: AsyncSession, actor: Actor, ids: set[str]) -> list[tuple[str, _Told]]:
    chosen = (
        select(col(Conversation.id), col(Conversation.title), col(User.nickname), col(User.username))
        .outerjoin(User, col(User.id) == col(Conversation.user_id))
        .where(conversations_of(actor), col(Conversation.id).in_(ids))
    )
    rows = (await session.execute(chosen)).all()
    return [(own, _Told(title, person=nickname or username or "")) for own, title, nickname, username in rows]


async def _waits(session: AsyncSession, actor: Actor, ids: set[str]) -> list[tuple[str, _Told]]:
    chosen = (
        select(col(Handoff.id), col(Conversation.title), col(User.nickname), col(User.username))
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .outerjoin(User, col(User.id) == col(Handoff.agent_id))
        .where(handoffs_of(actor), col(Handoff.id).in_(map(int, ids)))
    )
    rows = (await session.execute(chosen)).all()
    return [
        (str(own), _Told(title, person=nickname or username or "")) for own, title, nickname, username in rows
    ]


async def _matters(session: AsyncSession, actor: Actor, ids: set[str]) -> list[tuple[str, _Told]]:
    chosen = (
        select(
            col(Ticket.id), col(Ticket.title), col(Ticket.order_no), col(User.nickname), col(User.username)
        )
        .outerjoin(User, col(User.id) == col(Ticket.handler_id))
        .where(tickets_of(actor), col(Ticket.id).in_(map(int, ids)))
    )
    rows = (await session.execute(chosen)).all()
    return [
        (str(own), _Told(title, number, nickname or username or ""))
        for own, title, number, nickname, username in rows
    ]
