"""`/api/conversations*`: beginning one, and looking back."""

from fastapi import APIRouter

from aics_app.accounts.identity import SignedIn
from aics_app.chat import actions, queries, views
from aics_app.chat.routes.streams import Asker
from aics_app.chat.schemas import ConversationOut, MessageOut, NewConversation
from aics_app.core import clock, paging
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.paging import Limit, Page

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.post("", status_code=201)
async def start_conversation(actor: Asker, body: NewConversation | None = None) -> ConversationOut:
    """Begin a conversation without a question yet."""
    title = body.title if body else ""
    async with use(Database).transaction() as session:
        return ConversationOut.of(await actions.start_conversation(session, actor, title, clock.now()))


@router.get("/{session_id}")
async def conversation(session_id: str, actor: SignedIn) -> ConversationOut:
    """One conversation: one's own, or any for the staff."""
    async with use(Database).reading() as session:
        row = await queries.get_conversation(session, actor, session_id)
        return ConversationOut.of(row, await views.standing(session, row, actor))


@router.get("/{session_id}/messages")
async def messages(session_id: str, actor: SignedIn, limit: Limit = 50, cursor: str = "") -> Page[MessageOut]:
    """What was said, from the beginning. That a member of the staff reads it who has it not is kept."""
    after = paging.decode_id(cursor) if cursor else 0
    async with use(Database).reading() as session:
        row = await queries.get_conversation(session, actor, session_id)
        found = await queries.messages_after(session, row.id, after=after, limit=limit + 1, viewer=actor)
        shown = await views.shown(session, found[:limit])
    if actor.user_id not in (row.user_id, row.speaker_id):
        async with use(Database).transaction() as session:
            await actions.note_look(session, actor, row.id, clock.now())
    more = len(found) > limit
    return Page(
        items=[MessageOut.of(one) for one in shown],
        next_cursor=paging.encode(found[limit - 1].id or 0) if more else None,
    )
