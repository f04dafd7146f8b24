"""What people do in a conversation, told live: ids and names, never words, and nothing is kept.

Notes have a kind of their own, `note`, which the edges pass on to the staff alone.
"""

from collections.abc import Sequence
from datetime import datetime

from aics_app.accounts.models import Actor
from aics_app.chat import actions, limits, queries
from aics_app.chat.actions import Said
from aics_app.chat.models import Sender
from aics_app.chat.policies import speaks_as
from aics_app.chat.replies.pieces import topic_of
from aics_app.chat.replies.ways import Tools
from aics_app.core.cache import Cache
from aics_app.core.db import Database
from aics_app.core.live import Live

STAFF_ONLY = frozenset({"note"})
TYPING_S = 3


def tell(live: Live, said: Said) -> None:
    """After the commit: a person said something. Said again, it was told before."""
    if said.is_new:
        live.post(topic_of(said.conversation_id), {"type": "changed", "message": said.message_id})


async def note(  # noqa: PLR0913 - who sends what where, and when
    tools: Tools,
    actor: Actor,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None,
    at: datetime,
    files: Sequence[int] = (),
) -> Said:
    """Save an internal note and tell the staff."""
    await limits.admit(tools.cache, actor)
    async with tools.db.transaction() as session:
        noted = await actions.note(
            session, actor, conversation_id, text, client_id=client_id, at=at, files=files
        )
    if noted.is_new:
        tools.live.post(topic_of(conversation_id), {"type": "note", "message": noted.message_id})
    return noted


async def mark(
    tools: Tools,
    actor: Actor,
    conversation_id: str,
    *,
    delivered_id: int = 0,
    read_id: int = 0,
    at: datetime,
) -> None:
    """Keep how far the actor has received and read, and tell the others."""
    async with tools.db.transaction() as session:
        marked = await actions.mark(
            session, actor, conversation_id, delivered_id=delivered_id, read_id=read_id, at=at
        )
    if marked:
        receipt = {
            "type": "receipt",
            "who": _who(is_customer=marked.is_customer),
            "delivered_id": marked.delivered_id,
            "read_id": marked.read_id,
        }
        tools.live.post(topic_of(conversation_id), receipt)


async def typing(db: Database, cache: Cache, live: Live, actor: Actor, conversation_id: str) -> None:
    """Tell that the actor is typing, at most every `TYPING_S`. Raises `NotFound`, `NotSpeaking`."""
    async with db.reading() as session:
        conversation = await queries.get_conversation(session, actor, conversation_id)
    who = _who(is_customer=speaks_as(conversation, actor) == Sender.CUSTOMER)
    if await cache.increment(f"typing:{conversation_id}:{actor.user_id}", TYPING_S) == 1:
        hint = {"type": "typing", "who": who, "name": actor.nickname}
        live.post(topic_of(conversation_id), hint)


def _who(*, is_customer: bool) -> str:
    return "customer" if is_customer else "agent"
