"""What the desk makes of a conversation, for whoever writes in it."""

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.chat import queries as chat
from aics_app.chat.models import Sender
from aics_app.chat.policies import require_staff_in
from aics_app.desk.rules.canned import order_no_in
from aics_app.handoff.policies import require_desk_work

LOOKED_THROUGH = 60


async def variables(
    session: AsyncSession, actor: Actor, conversation_id: str, *, company: str
) -> dict[str, str]:
    """The values of a canned reply's variables in this conversation; empty where nothing is known.

    Raises `Forbidden`, `NotFound`.
    """
    require_desk_work(actor)
    conversation = await chat.get_conversation(session, actor, conversation_id)
    require_staff_in(conversation, actor)
    said = await chat.messages(session, conversation, limit=LOOKED_THROUGH)
    return {
        "customer": await chat.nickname_of(session, conversation.user_id),
        "agent": actor.nickname or actor.username,
        "company": company,
        "order_no": order_no_in(row.content for row, _ in said if row.sender == Sender.CUSTOMER),
    }
