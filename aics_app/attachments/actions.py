"""Every write of attachments. Their content was put into the storage before, and is taken out afterwards."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.attachments import queries
from aics_app.attachments.errors import AlreadySent, TooManyFiles, TooManyPending
from aics_app.attachments.events import FilesSent
from aics_app.attachments.models import Attachment, State, Subject
from aics_app.attachments.rules.limits import MAX_FILES, MAX_PENDING
from aics_app.core.db import rows_changed
from aics_app.core.errors import NotFound
from aics_app.core.events import record


async def add(session: AsyncSession, actor: Actor, attachments: Sequence[Attachment]) -> None:
    """Keep the rows of files that were just stored. Raises `TooManyPending`."""
    if await queries.pending_count(session, actor) + len(attachments) > MAX_PENDING:
        raise TooManyPending(limit=MAX_PENDING)
    session.add_all(attachments)
    await session.flush()


async def discard(session: AsyncSession, actor: Actor, attachment_id: int) -> Attachment:
    """Give up a pending one of one's own; its content is the caller's to delete after the commit.

    Raises `NotFound`, `AlreadySent`.
    """
    found = await queries.own(session, actor, [attachment_id])
    if not found:
        raise NotFound(str(attachment_id))
    if not await _removed(session, found[0]):
        raise AlreadySent
    return found[0]


FILLED = ("size", "content_type", "sha256", "width", "height", "storage_key", "thumb_key")


async def fill(session: AsyncSession, attachment: Attachment, found: Attachment) -> bool:
    """Its content was found and stored; false when somebody else did so."""
    missing = update(Attachment).where(col(Attachment.id) == attachment.id, col(Attachment.size) == 0)
    values = {name: getattr(found, name) for name in FILLED}
    return await rows_changed(session, missing.values(**values)) == 1


async def sweep(session: AsyncSession, attachment: Attachment) -> bool:
    """Remove one that was never sent; false when it was sent, or swept, in this instant."""
    return await _removed(session, attachment)


async def _removed(session: AsyncSession, attachment: Attachment) -> bool:
    gone = delete(Attachment).where(
        col(Attachment.id) == attachment.id, col(Attachment.state) == State.PENDING
    )
    return await rows_changed(session, gone) == 1


async def bind(
    session: AsyncSession,
    actor: Actor,
    attachment_ids: Sequence[int],
    *,
    to: tuple[Subject, int],
    at: datetime,
) -> list[Attachment]:
    """Send pending ones of one's own with something; all or none.

    Raises `TooManyFiles`, `NotFound` for a stranger's, `AlreadySent`.
    """
    wanted = sorted(set(attachment_ids))
    if not wanted:
        return []
    if len(wanted) > MAX_FILES:
        raise TooManyFiles(limit=MAX_FILES)
    found = await queries.own(session, actor, wanted)
    if len(found) != len(wanted):
        raise NotFound("attachments")
    kind, subject_id = to
    bound = update(Attachment).where(
        col(Attachment.id).in_(wanted),
        col(Attachment.user_id) == actor.user_id,
        col(Attachment.state) == State.PENDING,
    )
    values = {"state": State.BOUND, "subject_type": kind, "subject_id": subject_id}
    if await rows_changed(session, bound.values(**values)) != len(wanted):
        raise AlreadySent
    record(session, _sent(actor, found, to, at))
    return found


def _sent(actor: Actor, found: Sequence[Attachment], to: tuple[Subject, int], at: datetime) -> FilesSent:
    kind, subject_id = to
    return FilesSent(
        actor_id=actor.user_id,
        subject_id=str(found[0].id),
        at=at,
        subject_kind=kind.value,
        to_id=subject_id,
        count=len(found),
        bytes=sum(attachment.size for attachment in found),
    )


async def forget(session: AsyncSession, kind: Subject, subject_ids: Sequence[int]) -> int:
    """Delete what belongs to things that go; the sweep removes the content. Returns how many."""
    if not subject_ids:
        return 0
    gone = delete(Attachment).where(
        col(Attachment.subject_type) == kind, col(Attachment.subject_id).in_(subject_ids)
    )
    return await rows_changed(session, gone)
