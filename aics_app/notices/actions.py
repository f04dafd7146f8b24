"""Every write of notices and mails."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core.db import rows_changed
from aics_app.core.errors import NotFound
from aics_app.core.events import record
from aics_app.locales import known_locale
from aics_app.mail.writing import is_address
from aics_app.notices import queries
from aics_app.notices.events import MailGivenUp, MailSentAgain
from aics_app.notices.models import MAX_ERROR_CHARS, MAX_KEY_CHARS, Choice, Notice, Outgoing, Post
from aics_app.notices.queries import Happening, News, Place, Tellings
from aics_app.notices.rules import again_after

STUCK_AFTER = timedelta(minutes=10)
OVERLAP = timedelta(minutes=5)
"""Transactions may commit in another order than their facts happened in."""
KEPT = timedelta(days=90)
SETTLED = timedelta(seconds=5)


async def tell_of(
    session: AsyncSession, happening: Happening, tellings: Tellings, *, locale: str, at: datetime
) -> list[Notice]:
    """Tell whom it concerns what happened, unless they were told; mails are written beside.

    Returns what is new. Whoever calls holds `reading_alone`: that, and the key, are why nobody is told twice.
    """
    telling = tellings.get(happening.event)
    wanted = await telling(session, happening) if telling else ()
    return await tell(session, wanted, _key(happening), locale=locale, at=at) if wanted else []


async def tell(
    session: AsyncSession, news: Sequence[News], key: str, *, locale: str, at: datetime
) -> list[Notice]:
    """Tell these people, each once for one `key`; who may not sign in is told nothing."""
    concerned = {one.user_id for one in news}
    people = await queries.people(session, concerned)
    before = await queries.told(session, key, concerned)
    notices = []
    for one in news:
        if one.user_id not in people or one.user_id in before:
            continue
        before.add(one.user_id)
        notices.append(await _told(session, one, people[one.user_id], key, locale, at))
    return notices


async def _told(session: AsyncSession, news: News, user: User, key: str, locale: str, at: datetime) -> Notice:
    notice = Notice(
        user_id=news.user_id,
        kind=news.kind,
        params=news.params,
        link=news.link,
        key=key,
        created_at=at,
        read_at=at if news.is_read else None,
    )
    session.add(notice)
    await session.flush()
    if user.email and is_address(user.email) and await queries.wants_mails(session, news.user_id):
        session.add(_mail(notice, user, locale))
        await session.flush()
    return notice


def _mail(notice: Notice, user: User, locale: str) -> Outgoing:
    return Outgoing(
        key=f"notice:{notice.id}",
        user_id=notice.user_id,
        address=user.email or "",
        locale=known_locale(user.locale or locale),
        kind=notice.kind,
        params=notice.params,
        link=notice.link,
        created_at=notice.created_at,
        next_at=notice.created_at,
    )


def _key(happening: Happening) -> str:
    """The same for a fact and for its row."""
    data = json.dumps(happening.data, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(data.encode()).hexdigest()[:12]
    when = int(happening.at.timestamp() * 1_000_000)
    return f"{happening.event}:{happening.subject_id}:{when}:{digest}"[:MAX_KEY_CHARS]


async def catch_up(
    session: AsyncSession, tellings: Tellings, place: Place | None, *, locale: str, at: datetime
) -> tuple[list[Notice], Place | None]:
    """Tell what happened and was not told, because whoever should have told it ended before.

    Returns what is new, and the `place` to go on from while there is more.
    """
    reading = await queries.reading_alone(session)
    since = place or ((reading.until or at) - OVERLAP, 0)
    happened, more = await queries.happened(session, tuple(tellings), since, at - SETTLED)
    told = [
        notice
        for happening in happened
        for notice in await tell_of(session, happening, tellings, locale=locale, at=at)
    ]
    reading.until = more[0] if more else at - SETTLED
    await session.flush()
    return told, more


async def read(session: AsyncSession, actor: Actor, notice_id: int, *, at: datetime) -> None:
    """One of one's own is read; again changes nothing. Raises `NotFound`."""
    notice = await session.get(Notice, notice_id)
    if notice is None or notice.user_id != actor.user_id:
        raise NotFound(str(notice_id))
    notice.read_at = notice.read_at or at
    await session.flush()


async def read_all(session: AsyncSession, actor: Actor, *, up_to: int, at: datetime) -> int:
    """All of one's own up to the one that was shown last are read. Returns how many were not."""
    own = update(Notice).where(
        col(Notice.user_id) == actor.user_id, col(Notice.read_at).is_(None), col(Notice.id) <= up_to
    )
    return await rows_changed(session, own.values(read_at=at))


async def choose_mails(session: AsyncSession, actor: Actor, *, mails: bool, at: datetime) -> None:
    """Be written to, or not; what waits to be sent goes all the same."""
    choice = await session.get(Choice, actor.user_id, with_for_update=True)
    if choice is None:
        session.add(Choice(user_id=actor.user_id, mails=mails, updated_at=at))
    else:
        choice.mails, choice.updated_at = mails, at
    await session.flush()


async def claim(session: AsyncSession, *, at: datetime) -> Outgoing | None:
    """The next mail that is due, for this process alone; it is tried once more from now on."""
    found = await queries.due(session, at)
    if found is None:
        return None
    claimed = update(Outgoing).where(col(Outgoing.id) == found.id, col(Outgoing.state) == Post.WAITING)
    values = {"state": Post.SENDING, "attempts": found.attempts + 1, "next_at": at}
    if await rows_changed(session, claimed.values(**values)) != 1:
        return None
    await session.refresh(found)
    return found


async def sent(session: AsyncSession, mail: Outgoing, *, at: datetime) -> None:
    """The server has taken it."""
    await _end(session, mail, state=Post.SENT, sent_at=at, error=None)


async def put_off(session: AsyncSession, mail: Outgoing, reason: str, *, at: datetime) -> None:
    """It was not taken for now; after the last attempt never."""
    wait = again_after(mail.attempts)
    if wait is None:
        await give_up(session, mail, reason)
    else:
        await _end(session, mail, state=Post.WAITING, next_at=at + wait, error=reason[:MAX_ERROR_CHARS])


async def give_up(session: AsyncSession, mail: Outgoing, reason: str, *, is_unsure: bool = False) -> None:
    """It is not tried again. Unsure, it may have arrived: a second one would be worse than none."""
    state = Post.UNSURE if is_unsure else Post.DEAD
    await _end(session, mail, state=state, error=reason[:MAX_ERROR_CHARS])


async def _end(session: AsyncSession, mail: Outgoing, **values: object) -> None:
    held = update(Outgoing).where(col(Outgoing.id) == mail.id, col(Outgoing.state) == Post.SENDING)
    await rows_changed(session, held.values(**values))


async def send_again(session: AsyncSession, actor: Actor, mail_id: int, *, at: datetime) -> Outgoing:
    """Let a mail that is dead or unsure begin anew; an unsure one may then arrive twice.

    Raises `Forbidden`, `NotFound`.
    """
    mail = await queries.stuck_mail_alone(session, actor, mail_id)
    record(session, MailSentAgain(**_about(mail, actor, at)))
    mail.state, mail.attempts, mail.next_at, mail.error = Post.WAITING, 0, at, None
    await session.flush()
    return mail


async def discard(session: AsyncSession, actor: Actor, mail_id: int, *, at: datetime) -> None:
    """Give up a mail that is dead or unsure: nobody is shown it again. Raises `Forbidden`, `NotFound`."""
    mail = await queries.stuck_mail_alone(session, actor, mail_id)
    record(session, MailGivenUp(**_about(mail, actor, at)))
    await session.delete(mail)
    await session.flush()


def _about(mail: Outgoing, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "actor_id": actor.user_id,
        "subject_id": str(mail.id),
        "at": at,
        "user_id": mail.user_id,
        "kind": mail.kind,
        "state": mail.state,
        "error": mail.error,
    }


async def forget(session: AsyncSession, *, at: datetime) -> bool:
    """Delete some of what is older than `KEPT`, notices and mails; whether there may be more.

    Whoever is told something anew after that long is told it again: nobody looks back so far.
    """
    is_more = False
    for table in (Notice, Outgoing):
        ids = await queries.oldest(session, table, before=at - KEPT)
        if ids:
            await session.execute(delete(table).where(col(table.id).in_(ids)))
        is_more = is_more or len(ids) == queries.AT_ONCE
    return is_more


async def clear_stuck(session: AsyncSession, *, at: datetime) -> int:
    """Whoever was sending these ended in the middle. Returns how many."""
    stuck = update(Outgoing).where(
        col(Outgoing.state) == Post.SENDING, col(Outgoing.next_at) < at - STUCK_AFTER
    )
    words = "whoever was sending it ended in the middle"
    return await rows_changed(session, stuck.values(state=Post.UNSURE, error=words))
