"""What several pages of the staff read, and how they tell of a refusal."""

import re

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.problems import said
from aics_app.locales import tr
from aics_app.tickets import queries
from aics_app.tickets.errors import TicketChanged
from aics_app.tickets.events import TIMELINE
from aics_app.tickets.ui.moving_shapes import Colleague, colleagues_first
from aics_app.ui import toasts
from aics_app.ui.i18n import Lang
from aics_app.workforce import queries as workforce

RIGHT = "tickets.work"
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,32}")
_WORD = re.compile(r"[A-Za-z0-9_-]{0,40}")


async def colleagues(actor: Actor) -> list[Colleague]:
    """Who works on tickets, oneself first."""
    now = clock.now()
    async with use(Database).reading() as session:
        there, _ = await workforce.agents(session, actor, now, limit=MAX_LIMIT)
        loads = await queries.load(session)
    known = [
        Colleague(
            one.user_id,
            one.nickname,
            one.status.value,
            loads.get(one.user_id, 0),
            one.user_id == actor.user_id,
        )
        for one in there
    ]
    return colleagues_first(actor.user_id, known)


async def refused(state: rx.State, error: AppError) -> EventSpec:
    """A toast; whoever came second is told what changed, and by whom."""
    return toasts.failed(reason(error, (await state.get_state(Lang)).locale))


def reason(error: AppError, locale: str) -> str:
    """Why something was refused, in this language."""
    if not isinstance(error, TicketChanged) or error.params.get("what") not in TIMELINE:
        return said(error, locale)
    what = tr(locale, f"board.what_{error.params['what']}")
    return tr(locale, "board.changed_by", who=error.params["who"] or tr(locale, "board.by_rule"), what=what)


def number(value: object) -> str:
    """A ticket's number that came from a page. Raises `Invalid`."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise Invalid(fields={"order_no": "choice"})
    return value


def word(value: object) -> str:
    """A word of the workflow that came from a page, or nothing. Raises `Invalid`."""
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        raise Invalid(fields={"word": "choice"})
    return value


def count(value: object) -> int:
    """A version or an id that came from a page. Raises `Invalid`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Invalid
    return value
