"""Judgements of customers in a span: of chats with people and of single answers.

Those of tickets are in `export_ticket_ratings`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.chat import policies as chat
from aics_app.chat.models import Conversation, Feedback, Message
from aics_app.handoff import policies as handoffs
from aics_app.handoff.models import Handoff
from aics_app.stats.queries.export_rows import Customer, Person, Portion, named
from aics_app.stats.rules.days import Span


class Judged(StrEnum):
    """What a customer judges."""

    HANDOFF = "handoff"
    TICKET = "ticket"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Rating:
    """One judgement: of what, `score` 1 to 5 for people, `helpful` for answers, and in her own words."""

    of: Judged
    at: datetime
    number: str
    title: str
    customer: str
    person: str
    score: int | None
    helpful: bool | None
    comment: str


async def of_chats(
    session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int
) -> Portion[Rating]:
    """Chats with people, by the hand-off's number."""
    at = col(Handoff.rated_at)
    chosen = (
        select(
            *(col(Handoff.id), at, col(Handoff.score), col(Handoff.comment), col(Handoff.session_id)),
            *(col(Conversation.title), *named(Customer), *named(Person)),
        )
        .outerjoin(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .outerjoin(Customer, Customer.id == col(Handoff.user_id))  # type: ignore[arg-type]  # an alias's column
        .outerjoin(Person, Person.id == col(Handoff.agent_id))  # type: ignore[arg-type]  # as above
        .where(handoffs.visible_to(actor), at >= span[0], at < span[1])
    )
    return await _portion(session, chosen, Judged.HANDOFF, col(Handoff.id), after, limit)


async def of_answers(
    session: AsyncSession, actor: Actor, span: Span, after: Any, limit: int
) -> Portion[Rating]:
    """Single answers of the AI, in the order of the answers."""
    at, own = col(Feedback.created_at), col(Feedback.message_id)
    chosen = (
        select(
            *(own, at, col(Feedback.helpful), col(Feedback.reason), col(Conversation.id)),
            *(col(Conversation.title), *named(Customer)),
        )
        .join(Message, col(Message.id) == own)
        .join(Conversation, col(Conversation.id) == col(Message.session_id))
        .outerjoin(Customer, Customer.id == col(Conversation.user_id))  # type: ignore[arg-type]  # as above
        .where(chat.visible_to(actor), at >= span[0], at < span[1])
    )
    return await _portion(session, chosen, Judged.ANSWER, own, after, limit)


async def _portion(
    session: AsyncSession, chosen: Select[Any], of: Judged, own: Any, after: Any, limit: int
) -> Portion[Rating]:
    if after is not None:
        chosen = chosen.where(own > after)
    found = (await session.execute(chosen.order_by(own).limit(limit))).all()
    rows = [_rating(of, tuple(one)) for one in found]
    return Portion(rows, found[-1][0] if len(found) == limit else None)


def _rating(of: Judged, one: tuple[Any, ...]) -> Rating:
    _, at, verdict, comment, number, title, nickname, username, *person = one
    return Rating(
        of=of,
        at=at,
        number=number,
        title=title or "",
        customer=nickname or username or "",
        person=next((name for name in person if name), ""),
        score=None if of is Judged.ANSWER else verdict,
        helpful=verdict if of is Judged.ANSWER else None,
        comment=comment or "",
    )
