"""Every read of attachments."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.attachments.models import Attachment, State, Subject
from aics_app.core.errors import NotFound

MayRead = Callable[[AsyncSession, Actor, int], Awaitable[bool]]
Readers = Mapping[Subject, MayRead]
"""Who may read what an attachment belongs to: answered by the features above, which register themselves."""


async def get_readable(
    session: AsyncSession, actor: Actor, attachment_id: int, readers: Readers
) -> Attachment:
    """One that the actor may see: his own while pending, then by what it belongs to. Raises `NotFound`."""
    attachment = await session.get(Attachment, attachment_id)
    if attachment is None or not await _is_readable(session, actor, attachment, readers):
        raise NotFound(str(attachment_id))
    return attachment


async def _is_readable(session: AsyncSession, actor: Actor, attachment: Attachment, readers: Readers) -> bool:
    if attachment.subject_type is None or attachment.subject_id is None:
        return attachment.user_id == actor.user_id
    may_read = readers.get(Subject(attachment.subject_type))
    return may_read is not None and await may_read(session, actor, attachment.subject_id)


async def own(session: AsyncSession, actor: Actor, attachment_ids: Sequence[int]) -> list[Attachment]:
    """Those of these that the actor uploaded, in the order of their ids."""
    if not attachment_ids:
        return []
    chosen = select(Attachment).where(
        col(Attachment.id).in_(attachment_ids), col(Attachment.user_id) == actor.user_id
    )
    return list((await session.execute(chosen.order_by(col(Attachment.id)))).scalars())


async def pending_count(session: AsyncSession, actor: Actor) -> int:
    """How many the actor has uploaded and not sent."""
    chosen = select(func.count()).where(
        col(Attachment.user_id) == actor.user_id, col(Attachment.state) == State.PENDING
    )
    return (await session.execute(chosen)).scalar_one()


async def of_subjects(
    session: AsyncSession, kind: Subject, subject_ids: Sequence[int]
) -> dict[int, list[Attachment]]:
    """What belongs to each of these, in the order of uploading."""
    return (await of_kinds(session, {kind: subject_ids}))[kind]


async def of_kinds(
    session: AsyncSession, subjects: Mapping[Subject, Sequence[int]]
) -> dict[Subject, dict[int, list[Attachment]]]:
    """The same for subjects of several kinds, in one statement."""
    found: dict[Subject, dict[int, list[Attachment]]] = {kind: {} for kind in subjects}
    wanted = [
        and_(col(Attachment.subject_type) == kind, col(Attachment.subject_id).in_(ids))
        for kind, ids in subjects.items()
        if ids
    ]
    if wanted:
        chosen = select(Attachment).where(or_(*wanted)).order_by(col(Attachment.id))
        for attachment in (await session.execute(chosen)).scalars():
            assert attachment.subject_id is not None
            kind = Subject(attachment.subject_type or "")
            found[kind].setdefault(attachment.subject_id, []).append(attachment)
    return found


async def forgotten(session: AsyncSession, before: datetime, limit: int) -> list[Attachment]:
    """Uploaded before an instant and never sent."""
    chosen = select(Attachment).where(
        col(Attachment.state) == State.PENDING, col(Attachment.created_at) < before
    )
    return list((await session.execute(chosen.order_by(col(Attachment.id)).limit(limit))).scalars())


async def known_keys(session: AsyncSession, keys: Sequence[str]) -> set[str]:
    """Those of these keys that some row speaks of."""
    if not keys:
        return set()
    chosen = select(col(Attachment.storage_key), col(Attachment.thumb_key)).where(
        or_(col(Attachment.storage_key).in_(keys), col(Attachment.thumb_key).in_(keys))
    )
    return {key for row in (await session.execute(chosen)).all() for key in row if key}


async def missing(session: AsyncSession, after_id: int, limit: int) -> list[Attachment]:
    """Those that have only a name, behind an id."""
    chosen = select(Attachment).where(col(Attachment.size) == 0, col(Attachment.id) > after_id)
    return list((await session.execute(chosen.order_by(col(Attachment.id)).limit(limit))).scalars())
