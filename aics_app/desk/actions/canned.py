"""Writing, changing and using canned replies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import differing, record
from aics_app.desk import queries
from aics_app.desk.errors import CannedReplyChangedMeanwhile, ShortcutTaken, TooManyCannedReplies
from aics_app.desk.events import CannedReplyCreated, CannedReplyDeleted, CannedReplyEdited
from aics_app.desk.models import EVERYBODY, CannedReply
from aics_app.desk.policies import require_may_write
from aics_app.desk.rules.canned import Draft, faults_of, tidy

MOST_OWN = 200
MOST_SHARED = 500
_TEXTS = ("shortcut", "title", "text")


@dataclass(frozen=True)
class Change:
    """What a canned reply shall say, and the version that was changed."""

    draft: Draft
    version: int


async def create(session: AsyncSession, actor: Actor, draft: Draft, at: datetime) -> CannedReply:
    """A new one, one's own or everybody's. Raises `Forbidden`, `Invalid`, `ShortcutTaken`."""
    require_may_write(actor, shared=draft.shared)
    draft = _checked(draft)
    await _require_room(session, actor, draft)
    made = CannedReply(**_columns(actor, draft), created_at=at, updated_at=at)
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise _taken(error, draft) from error
    record(
        session,
        CannedReplyCreated(actor_id=actor.user_id, subject_id=str(made.id), at=at, shared=draft.shared),
    )
    return made


async def change(
    session: AsyncSession, actor: Actor, reply_id: int, wanted: Change, at: datetime
) -> CannedReply:
    """Replace what it says, and whose it is: of two who saved the same version the second is told.

    Raises `CannedReplyNotFound`, `Forbidden`, `Invalid`, `ShortcutTaken`, `CannedReplyChangedMeanwhile`.
    """
    present = await queries.get_canned_reply(session, actor, reply_id)
    draft = _checked(wanted.draft)
    was_shared = present.is_shared
    require_may_write(actor, shared=was_shared or draft.shared)
    if draft.shared != was_shared:
        await _require_room(session, actor, draft)
    values = _columns(actor, draft)
    before, after = differing({name: getattr(present, name) for name in values}, values)
    if not after and present.version == wanted.version:
        return present
    await _advance(session, present, wanted, {**values, "updated_at": at})
    fact = CannedReplyEdited(
        actor_id=actor.user_id,
        subject_id=str(reply_id),
        at=at,
        shared=draft.shared,
        fields=sorted(after),
        before=_kept(before, shared=was_shared),
        after=_kept(after, shared=draft.shared),
    )
    record(session, fact)
    return present


async def delete(session: AsyncSession, actor: Actor, reply_id: int, *, version: int, at: datetime) -> None:
    """Remove it. Raises `CannedReplyNotFound`, `Forbidden`, `CannedReplyChangedMeanwhile`."""
    present = await queries.get_canned_reply(session, actor, reply_id)
    require_may_write(actor, shared=present.is_shared)
    gone = delete_rows(CannedReply).where(
        col(CannedReply.id) == reply_id, col(CannedReply.version) == version
    )
    if not await rows_changed(session, gone):
        raise CannedReplyChangedMeanwhile(version=present.version)
    fact = CannedReplyDeleted(
        actor_id=actor.user_id,
        subject_id=str(reply_id),
        at=at,
        shared=present.is_shared,
        shortcut=present.shortcut,
    )
    record(session, fact)


async def count_use(session: AsyncSession, actor: Actor, reply_id: int) -> None:
    """It was put into an answer. Raises `CannedReplyNotFound`."""
    await queries.get_canned_reply(session, actor, reply_id)
    used = update(CannedReply).where(col(CannedReply.id) == reply_id)
    await rows_changed(session, used.values(use_count=col(CannedReply.use_count) + 1))


def _kept(values: dict[str, Any], *, shared: bool) -> dict[str, Any]:
    """What the record may say for ever: not what somebody wrote for himself alone."""
    return values if shared else {name: value for name, value in values.items() if name not in _TEXTS}


async def _advance(
    session: AsyncSession, present: CannedReply, wanted: Change, values: dict[str, Any]
) -> None:
    own = col(CannedReply.id) == present.id
    still = update(CannedReply).where(own, col(CannedReply.version) == wanted.version)
    try:
        async with session.begin_nested():
            saved = await rows_changed(session, still.values(**values, version=wanted.version + 1))
    except IntegrityError as error:
        raise _taken(error, wanted.draft) from error
    await session.refresh(present)
    if not saved:
        raise CannedReplyChangedMeanwhile(version=present.version)


async def _require_room(session: AsyncSession, actor: Actor, draft: Draft) -> None:
    """A bound for what the desk loads at once; two at the same instant may pass it by one."""
    key, most = (EVERYBODY, MOST_SHARED) if draft.shared else (actor.user_id, MOST_OWN)
    if await queries.count_canned_replies(session, key) >= most:
        raise TooManyCannedReplies(limit=most)


def _checked(draft: Draft) -> Draft:
    draft = tidy(draft)
    faults = faults_of(draft)
    if faults:
        raise Invalid(fields=faults)
    return draft


def _taken(error: IntegrityError, draft: Draft) -> Exception:
    return ShortcutTaken(shortcut=tidy(draft).shortcut) if is_duplicate(error) else error


def _columns(actor: Actor, draft: Draft) -> dict[str, Any]:
    return {
        "owner_id": None if draft.shared else actor.user_id,
        "owner_key": EVERYBODY if draft.shared else actor.user_id,
        "shortcut": draft.shortcut,
        "title": draft.title,
        "text": draft.text,
        "language": draft.language,
    }
