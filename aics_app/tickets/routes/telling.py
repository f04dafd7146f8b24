"""What the routes of tickets share: the hours that promises count by, and what is told after a change."""

import secrets
from typing import Annotated

from fastapi import Depends, Header, Path

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database, Session
from aics_app.core.errors import Invalid
from aics_app.settings import Settings
from aics_app.tickets import views
from aics_app.tickets.models import Ticket
from aics_app.tickets.rules.numbers import ALPHABET, TAIL
from aics_app.tickets.schemas.telling import TicketOut
from aics_app.workforce import queries as workforce
from aics_app.workforce.rules.hours import Hours

Filer = Annotated[Actor, Depends(having(Right.TICKETS_FILE))]
Worker = Annotated[Actor, Depends(having(Right.TICKETS_WORK))]
Number = Annotated[str, Path(min_length=1, max_length=32)]


async def hours_of(session: Session) -> Hours:
    """When the company is open, as this transaction sees it."""
    return await workforce.hours(session, use(Settings).app.timezone)


async def told(actor: Actor, ticket: Ticket) -> TicketOut:
    """As it stands after the commit."""
    async with use(Database).reading() as session:
        hours = await hours_of(session)
        (card,) = await views.cards(session, actor, [ticket], hours=hours, now=clock.now())
    return TicketOut.of(card)


def tail() -> str:
    """The end of a new number."""
    return "".join(secrets.choice(ALPHABET) for _ in range(TAIL))


def seen_version(if_match: Annotated[str | None, Header(max_length=40)] = None) -> int | None:
    """The version in `If-Match`. Raises `Invalid` for what is none of ours."""
    if if_match is None or if_match.strip() == "*":
        return None
    number = if_match.strip().removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 10):  # noqa: PLR2004 - digits of a version
        raise Invalid(fields={"If-Match": "choice"})
    return int(number)


SeenVersion = Annotated[int | None, Depends(seen_version)]
