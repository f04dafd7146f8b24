"""Notices, and mails that are stuck, as pages show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nicknames_of
from aics_app.locales import LOCALES
from aics_app.notices import queries
from aics_app.notices.models import Notice, Outgoing, Post
from aics_app.notices.rules import subject


@dataclass
class NoticeCard:
    """One notice; `zh` and `en` are what is different in it by language."""

    id: int
    kind: str
    number: str
    title: str
    zh: str
    en: str
    link: str
    at: str
    is_read: bool


def card(notice: Notice) -> NoticeCard:
    """From its row."""
    params = notice.params
    return NoticeCard(
        id=notice.id or 0,
        kind=notice.kind,
        number=str(params.get("number", "")),
        title=str(params.get("title", "")),
        zh=str(params.get("zh", "")),
        en=str(params.get("en", "")),
        link=notice.link,
        at=notice.created_at.isoformat(),
        is_read=notice.read_at is not None,
    )


@dataclass(frozen=True)
class StuckMail:
    """A mail that goes out no more by itself: to whom, what it says in each language, and what was wrong."""

    id: int
    name: str
    address: str
    said: dict[str, str]
    error: str
    attempts: int
    is_unsure: bool
    at: datetime


async def stuck_mails(
    session: AsyncSession, actor: Actor, *, limit: int, cursor: str = ""
) -> tuple[list[StuckMail], str | None]:
    """The newest first, and where the next begin. Raises `Forbidden`, `Invalid`."""
    found, following = await queries.stuck_mails(session, actor, limit=limit, cursor=cursor)
    names = await nicknames_of(session, {mail.user_id for mail in found})
    return [_stuck(mail, names.get(mail.user_id, "")) for mail in found], following


def _stuck(mail: Outgoing, name: str) -> StuckMail:
    return StuckMail(
        id=mail.id or 0,
        name=name,
        address=mail.address,
        said={locale: subject(mail.kind, mail.params, locale) for locale in LOCALES},
        error=mail.error or "",
        attempts=mail.attempts,
        is_unsure=mail.state == Post.UNSURE,
        at=mail.created_at,
    )
