"""`/api/conversations/{session_id}/*`: people write to each other, and hear what happens."""

from collections.abc import AsyncIterator
from contextlib import aclosing, closing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import StreamingResponse

from aics_app.accounts.identity import SignedIn, having
from aics_app.accounts.models import Actor, Right
from aics_app.chat import queries, views
from aics_app.chat.actions import Asked, Said, note_look
from aics_app.chat.models import Message as Row
from aics_app.chat.replies import Replies, follow_talk, mark, note, typing
from aics_app.chat.routes.standing import Standing
from aics_app.chat.routes.streams import HEARTBEAT, STREAM_HEADERS, Asker, event
from aics_app.chat.schemas import MessageOut, NewMessage, ReadUpTo
from aics_app.core import clock
from aics_app.core.cache import Cache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import ID_DIGITS
from aics_app.core.live import Live, Message

router = APIRouter(prefix="/api/conversations/{session_id}", tags=["conversations"])

Staff = Annotated[Actor, Depends(having(Right.CONVERSATIONS_SEE_ALL))]
After = Annotated[int | None, Query(ge=0, lt=2**63)]
LastEventId = Annotated[str, Header(max_length=20)]


@router.post("/messages", status_code=201)
async def post_message(session_id: str, body: NewMessage, actor: Asker) -> MessageOut:
    """Say something: as the customer to the AI, which answers by itself, or to a person; as the agent."""
    posted = await use(Replies).post(
        actor,
        body.content,
        conversation_id=session_id,
        client_id=body.client_id,
        files=body.attachments,
    )
    if isinstance(posted, Said) and (shown := views.of_said(posted)):
        return MessageOut.of(shown)
    return await _shown(posted.question_id if isinstance(posted, Asked) else posted.message_id)


@router.post("/notes", status_code=201)
async def post_note(session_id: str, body: NewMessage, actor: Staff) -> MessageOut:
    """Leave an internal note, which the customer never sees."""
    tools = use(Replies).tools
    noted = await note(
        tools,
        actor,
        session_id,
        body.content,
        client_id=body.client_id,
        at=clock.now(),
        files=body.attachments,
    )
    return await _shown(noted.message_id)


async def _shown(message_id: int) -> MessageOut:
    async with use(Database).reading() as session:
        row = await queries.get_message(session, message_id)
    return await _out(row)


async def _out(row: Row | Said) -> MessageOut:
    if isinstance(row, Said):
        known = views.of_said(row)
        return MessageOut.of(known) if known else await _shown(row.message_id)
    async with use(Database).reading() as session:
        (shown,) = await views.shown(session, [row])
    return MessageOut.of(shown)


@router.post("/read", status_code=204)
async def read(session_id: str, body: ReadUpTo, actor: SignedIn) -> None:
    """Say how far one has received and read; the others are told. It only ever goes further."""
    await mark(
        use(Replies).tools,
        actor,
        session_id,
        delivered_id=body.delivered_id,
        read_id=body.read_id,
        at=clock.now(),
    )


@router.post("/typing", status_code=204)
async def is_typing(session_id: str, actor: SignedIn) -> None:
    """Say that one is typing, to the person on the other side; told at most every 3 s, kept nowhere."""
    await typing(use(Database), use(Cache), use(Live), actor, session_id)


@router.get("/events")
async def events(
    session_id: str, actor: SignedIn, after: After = None, last_event_id: LastEventId = ""
) -> StreamingResponse:
    """What happens here, as server-sent events.

    `message` (of people), `piece`, `plan`, `wait`, `end`, `typing`, `receipt`, `changed`. With `after`,
    or the `Last-Event-ID` of a stream that broke off, the messages since then come first. It
    ends when the sign-in does, or has other rights. That one of the staff hears it who has it not is kept.
    """
    heard = _id_of(last_event_id)
    since = await _since(session_id, actor, after if heard is None else heard)

    async def told() -> AsyncIterator[bytes]:
        with closing(Standing(actor, session_id)) as standing:
            following = follow_talk(use(Replies), session_id, actor, after=since, rouses=standing.rouses)
            async with aclosing(following) as heard:
                async for news in heard:
                    if not await standing.holds():
                        return
                    yield await _told(news)

    return StreamingResponse(told(), media_type="text/event-stream", headers=STREAM_HEADERS)


def _id_of(last_event: str) -> int | None:
    """None for what we did not send: a browser would ask with it again and again, so it is not refused."""
    return int(last_event) if last_event.isdecimal() and len(last_event) <= ID_DIGITS else None


async def _told(news: Message | Row | Said) -> bytes:
    if isinstance(news, Row | Said):
        told_of = await _out(news)
        return event("message", told_of.model_dump_json(), event_id=told_of.id)
    return HEARTBEAT if news["type"] == "idle" else event(news["type"], news)


async def _since(session_id: str, actor: Actor, heard: int | None) -> int:
    """The last message that is known already, read before the stream begins: who sees that misses nothing."""
    async with use(Database).reading() as session:
        row = await queries.get_conversation(session, actor, session_id)
        last = heard if heard is not None else await queries.last_message_id(session, row.id, viewer=actor)
    if actor.user_id not in (row.user_id, row.speaker_id):
        async with use(Database).transaction() as session:
            await note_look(session, actor, row.id, clock.now())
    return last
