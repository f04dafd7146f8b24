"""Every write about customers, one use case each. Each is a line of the audit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import is_duplicate, rows_changed
from aics_app.core.events import record
from aics_app.customers import queries
from aics_app.customers.errors import CustomerChangedMeanwhile, TooManyTags
from aics_app.customers.events import CustomerProfileChanged, CustomerTagged, CustomerUntagged
from aics_app.customers.models import MAX_TAGS, CustomerProfile, CustomerTag, Level
from aics_app.customers.queries import Customer
from aics_app.customers.rules import find_alike, tidy_remark, tidy_tag

ENOUGH = 10_000
"""So many different tags are compared with a new one; nobody has as many."""


@dataclass(frozen=True)
class Change:
    """What is to be said of a customer; None leaves it as it is."""

    level: Level | None = None
    remark: str | None = None


async def change(
    session: AsyncSession, actor: Actor, user_id: int, wanted: Change, *, version: int, at: datetime
) -> None:
    """Set level and remark. Raises `CustomerChangedMeanwhile` unless `version` is still the last one.

    Said again it is no news. Raises `Forbidden`, `NotFound` or `Invalid`, too.
    """
    before = await queries.get_customer(session, actor, user_id)
    level = before.level if wanted.level is None else wanted.level
    remark = before.remark if wanted.remark is None else tidy_remark(wanted.remark)
    if (before.level, before.remark) == (level, remark):
        return
    row = CustomerProfile(
        user_id=user_id,
        level=level,
        remark=remark,
        version=version + 1,
        updated_by=actor.user_id,
        updated_at=at,
    )
    if before.version != version or not await _store(session, row):
        raise await _conflict(session, actor, user_id)
    fact = CustomerProfileChanged(
        actor_id=actor.user_id,
        subject_id=str(user_id),
        at=at,
        level_before=before.level,
        level=level,
        remark_before=before.remark,
        remark=remark,
    )
    record(session, fact)


async def add_tag(session: AsyncSession, actor: Actor, user_id: int, tag: str, at: datetime) -> str:
    """Tag a customer, as the tag is spelled elsewhere; twice is once. Returns it.

    Raises `TooManyTags`, `Forbidden`, `NotFound` or `Invalid`.
    """
    tag = tidy_tag(tag)
    customer = await _held(session, actor, user_id)
    if own := find_alike(tag, customer.tags):
        return own
    if len(customer.tags) >= MAX_TAGS:
        raise TooManyTags(limit=MAX_TAGS)
    known = await queries.known_tags(session, actor, limit=ENOUGH)
    tag = find_alike(tag, known) or tag
    session.add(CustomerTag(user_id=user_id, tag=tag, added_by=actor.user_id, added_at=at))
    record(session, CustomerTagged(actor_id=actor.user_id, subject_id=str(user_id), at=at, tag=tag))
    return tag


async def remove_tag(session: AsyncSession, actor: Actor, user_id: int, tag: str, at: datetime) -> None:
    """Take a tag away; one that is not there is gone already. Raises `Forbidden` or `NotFound`."""
    customer = await _held(session, actor, user_id)
    own = find_alike(tag, customer.tags)
    if own is None:
        return
    gone = delete(CustomerTag).where(col(CustomerTag.user_id) == user_id, col(CustomerTag.tag) == own)
    await rows_changed(session, gone)
    record(session, CustomerUntagged(actor_id=actor.user_id, subject_id=str(user_id), at=at, tag=own))


async def _held(session: AsyncSession, actor: Actor, user_id: int) -> Customer:
    """The customer, whose tags nobody else changes before this transaction ends."""
    await queries.get_customer(session, actor, user_id)  # strangers hold nobody
    await queries.hold_customer(session, user_id)
    return await queries.get_customer(session, actor, user_id)


async def _store(session: AsyncSession, row: CustomerProfile) -> bool:
    """False when somebody else has stored this version, or a first one, before."""
    if row.version == 1:
        return await _insert(session, row)
    own = update(CustomerProfile).where(
        col(CustomerProfile.user_id) == row.user_id, col(CustomerProfile.version) == row.version - 1
    )
    return await rows_changed(session, own.values(**row.model_dump(exclude={"user_id"}))) == 1


async def _insert(session: AsyncSession, row: CustomerProfile) -> bool:
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        return False
    return True


async def _conflict(session: AsyncSession, actor: Actor, user_id: int) -> CustomerChangedMeanwhile:
    now = await queries.get_customer(session, actor, user_id)
    return CustomerChangedMeanwhile(name=now.changed_by, version=now.version)
