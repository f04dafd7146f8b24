"""All that is shown of one customer, read together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.customers import queries
from aics_app.customers.queries import Customer, Satisfaction
from aics_app.customers.rules import Mood, Signal, mood_of


@dataclass(frozen=True)
class Shown:
    """The customer, and what came of the conversations."""

    customer: Customer
    languages: tuple[tuple[str, int], ...]
    satisfaction: Satisfaction
    signals: tuple[Signal, ...]
    mood: Mood


async def get_shown(session: AsyncSession, actor: Actor, user_id: int, now: datetime) -> Shown:
    """Raises `Forbidden` or `NotFound`."""
    customer = await queries.get_customer(session, actor, user_id)
    signals = await queries.signals(session, actor, user_id)
    return Shown(
        customer,
        tuple(await queries.languages(session, actor, user_id)),
        await queries.satisfaction(session, actor, user_id),
        tuple(signals),
        mood_of(signals, now),
    )
