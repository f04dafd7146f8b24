"""Mails whose link opens a door: what the link carries is made when the mail goes, and stands in no table."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.events import InvitationGiven
from aics_app.accounts.managing.giving import token_for_mail
from aics_app.accounts.models import User
from aics_app.core.events import Listeners, Then
from aics_app.locales import known_locale
from aics_app.mail.writing import is_address
from aics_app.notices.models import Outgoing
from aics_app.notices.rules import INVITATION, PASSWORD
from aics_app.settings import Settings
from aics_app.ui import routes

Linker = Callable[[AsyncSession, Outgoing, datetime], Awaitable[str | None]]
"""The path that a mail leads to; None when it leads nowhere any more, and is not sent."""


def linkers(make_token: Callable[[], str]) -> Mapping[str, Linker]:
    """By the kind of a mail. `make_token`: something that nobody guesses."""

    async def invited(session: AsyncSession, mail: Outgoing, at: datetime) -> str | None:
        token = make_token()
        opens = await token_for_mail(session, mail.user_id, mail.address, token, at)
        return routes.invited(token) if opens else None

    return {INVITATION: invited, PASSWORD: invited}


def listen(listeners: Listeners, settings: Callable[[], Settings]) -> None:
    """Whoever is given a link is written to, where mails are sent at all: with the invitation itself."""

    async def invited(session: AsyncSession, fact: InvitationGiven) -> Then | None:
        now = settings()
        user = await session.get(User, int(fact.subject_id))
        if user and user.email and is_address(user.email) and now.sends_mails:
            session.add(_letter(user, user.email, fact, now.app.locale))
            await session.flush()
        return None

    listeners.join(InvitationGiven, invited)


def _letter(user: User, address: str, fact: InvitationGiven, locale: str) -> Outgoing:
    assert user.id is not None
    return Outgoing(
        key=f"invitation:{user.id}:{int(fact.at.timestamp() * 1_000_000)}",
        user_id=user.id,
        address=address,
        locale=known_locale(user.locale or locale),
        kind=PASSWORD if fact.again else INVITATION,
        params={"username": user.username},
        link="",
        created_at=fact.at,
        next_at=fact.at,
    )
