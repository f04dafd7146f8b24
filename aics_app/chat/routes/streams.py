"""Server-sent events, and who may ask: what the routes of this feature share."""

import json
from typing import Annotated, Any

from fastapi import Depends

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right

Asker = Annotated[Actor, Depends(having(Right.CHAT_ASK))]
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b": waiting\n\n"


def event(name: str, data: dict[str, Any] | str, *, event_id: int | None = None) -> bytes:
    """One event. A client that lost the stream comes back with the last `event_id` it heard."""
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, default=str)
    number = "" if event_id is None else f"id: {event_id}\n"
    return f"{number}event: {name}\ndata: {text}\n\n".encode()
