"""`/api/conversations/{session_id}/help`: the model writes for an agent, who reads it first."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.chat.routes.streams import HEARTBEAT, STREAM_HEADERS, event
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.errors import AppError
from aics_app.core.problems import locale_of, problem
from aics_app.desk.helping import Helper, Task
from aics_app.desk.schemas import HelpWish

router = APIRouter(prefix="/api/conversations", tags=["desk"])

Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]
HEARTBEAT_IDLES = 15


@router.post("/{session_id}/help")
async def help_agent(session_id: str, body: HelpWish, request: Request, actor: Worker) -> StreamingResponse:
    """Suggest, rewrite, translate or sum up, as server-sent events; hanging up ends it. Nothing is sent."""
    task = await use(Helper).prepare(actor, session_id, body.wish(), clock.now())
    return StreamingResponse(
        _events(request, actor, task), media_type="text/event-stream", headers=STREAM_HEADERS
    )


async def _events(request: Request, actor: Actor, task: Task) -> AsyncIterator[bytes]:
    """`meta`, `wait`s and `delta`s, then exactly one `done` or `error`."""
    locale = locale_of(request.headers.get("accept-language", ""), task.language)
    idle = 0
    yield event("meta", {"kind": task.kind, "language": task.language, "sources": task.sources})
    try:
        async with aclosing(use(Helper).write(actor, task)) as told:
            async for kind, facts in told:
                # Not every server says so by failing to send.
                if await request.is_disconnected():
                    return
                if kind == "idle":
                    idle += 1
                    if idle % HEARTBEAT_IDLES == 0:
                        yield HEARTBEAT
                else:
                    yield event(kind, facts)
    except AppError as error:
        yield event("error", problem(error, locale, getattr(request.state, "request_id", "")))
