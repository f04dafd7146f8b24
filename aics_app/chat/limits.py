"""How fast one person may ask, and below which confidence a person is offered."""

from aics_app.accounts.models import Actor
from aics_app.chat.errors import AskingTooFast
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core.cache import Cache
from aics_app.core.db import Database

A_MINUTE = 120


async def admit(cache: Cache, actor: Actor) -> None:
    """Count a question. Raises `AskingTooFast` beyond `A_MINUTE` in one minute."""
    if await cache.increment(f"asks:{actor.user_id}", 60) > A_MINUTE:
        raise AskingTooFast(retry_after_s=60)


async def threshold(db: Database) -> float:
    """The administrator's confidence threshold, 0–1."""
    async with db.reading() as session:
        return await configuration.number(session, Key.AUTO_TRANSFER_THRESHOLD)
