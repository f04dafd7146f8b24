"""Sending a file, giving it up again, and fetching it."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from aics_app.accounts.identity import SignedIn
from aics_app.attachments.errors import NotTakenOver
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Attachment
from aics_app.attachments.routes.receiving import MB, received
from aics_app.attachments.rules.kinds import PICTURES, UNKNOWN
from aics_app.attachments.rules.limits import MAX_FILES
from aics_app.attachments.rules.names import disposition
from aics_app.attachments.schemas import AttachmentOut, LimitsOut, Uploaded
from aics_app.core.container import use
from aics_app.core.errors import NotFound
from aics_app.core.inputs import Id
from aics_app.settings import Settings

router = APIRouter(prefix="/api/attachments", tags=["attachments"])

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}}
                    },
                }
            }
        },
    }
}
"""How a request with files looks, in the words of OpenAPI."""
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {UNKNOWN: {}}},
    304: {"description": "As it was when last fetched"},
}
# Nothing in a file runs as a page of ours, whatever its content is taken for.
_CAGED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@router.post("", status_code=201, openapi_extra=FORM)
async def upload(request: Request, actor: SignedIn) -> Uploaded:
    """Upload files, to be sent with a message. Each waits a day for that."""
    attachments = use(Attachments)
    await attachments.admit(actor)
    async with received(request, use(Settings).file.max_file_size) as uploads:
        rows = await attachments.keep(actor, uploads)
    return Uploaded(items=[AttachmentOut.of(row) for row in rows])


@router.get("/limits")
async def limits(_actor: SignedIn) -> LimitsOut:
    """What would be refused, for pages to say so before they upload it."""
    return LimitsOut(max_file_bytes=use(Settings).file.max_file_size * MB, max_files=MAX_FILES)


@router.delete("/{attachment_id}", status_code=204)
async def discard(attachment_id: Id, actor: SignedIn) -> None:
    """Give up a file that was not sent yet."""
    await use(Attachments).discard(actor, attachment_id)


@router.get("/{attachment_id}", response_class=Response, responses=_FILES)
async def fetch(
    attachment_id: Id,
    actor: SignedIn,
    thumb: Annotated[bool, Query()] = False,
    if_none_match: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """A file: safe pictures as such, everything else as a download. `thumb` asks for a small picture."""
    attachments = use(Attachments)
    attachment = await attachments.find(actor, attachment_id)
    if attachment.is_missing:
        raise NotTakenOver(name=attachment.name)
    key = attachment.thumb_key if thumb else attachment.storage_key
    if key is None:
        raise NotFound(str(attachment_id))
    headers = _headers(attachment, is_small=thumb)
    if headers["ETag"] in if_none_match:
        return Response(status_code=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    content = await attachments.content(key)
    kind = "image/webp" if thumb else attachment.content_type
    return StreamingResponse(content, media_type=kind, headers=headers)


def _headers(attachment: Attachment, *, is_small: bool) -> dict[str, str]:
    is_picture = is_small or attachment.content_type in PICTURES
    headers = {
        # A browser asks each time, so that a right which has ended has ended.
        "Cache-Control": "private, no-cache",
        "ETag": f'"{attachment.sha256[:32]}{"s" if is_small else ""}"',
        "Content-Disposition": disposition(attachment.name, inline=is_picture),
        "Content-Security-Policy": _CAGED,
        "X-Content-Type-Options": "nosniff",
    }
    return headers if is_small else headers | {"Content-Length": str(attachment.size)}
