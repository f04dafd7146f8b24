"""`/api/jobs*`: how far they are, ending them, and fetching what came of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from aics_app.accounts.identity import SignedIn
from aics_app.attachments.rules.names import disposition
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import Id
from aics_app.core.paging import Limit, Page
from aics_app.jobs import actions, queries
from aics_app.jobs.schemas import JobOut
from aics_app.storage import Storage

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

BYTES = "application/octet-stream"


@router.get("")
async def jobs(
    actor: SignedIn,
    limit: Limit = 50,
    cursor: str = "",
    kind: Annotated[str | None, Query(max_length=20)] = None,
) -> Page[JobOut]:
    """One's own jobs, the newest first."""
    async with use(Database).reading() as session:
        rows, following = await queries.listed(session, actor, kind=kind, cursor=cursor, limit=limit)
    return Page(items=[JobOut.of(row) for row in rows], next_cursor=following)


@router.get("/{job_id}")
async def job(job_id: Id, actor: SignedIn) -> JobOut:
    """One of one's own, with its progress."""
    async with use(Database).reading() as session:
        return JobOut.of(await queries.get(session, actor, job_id))


@router.post("/{job_id}/cancel")
async def cancel(job_id: Id, actor: SignedIn) -> JobOut:
    """Want it no more, while it waits or is at work; twice is once."""
    async with use(Database).transaction() as session:
        return JobOut.of(await actions.cancel(session, actor, job_id, clock.now()))


@router.delete("/{job_id}", status_code=204)
async def drop(job_id: Id, actor: SignedIn) -> None:
    """The same."""
    async with use(Database).transaction() as session:
        await actions.cancel(session, actor, job_id, clock.now())


@router.get("/{job_id}/file", response_class=Response, responses={200: {"content": {BYTES: {}}}})
async def file(job_id: Id, actor: SignedIn) -> Response:
    """What came of it; the audit keeps that it was taken away."""
    async with use(Database).transaction() as session:
        job = await actions.fetch(session, actor, job_id, clock.now())
    content = await use(Storage).read(job.storage_key or "")
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": disposition(job.file_name, inline=False),
        "Content-Length": str(job.file_size),
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(content, media_type=job.file_type, headers=headers)
