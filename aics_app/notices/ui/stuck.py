"""Mails that nobody sends any more, for whoever looks after the system: seen, sent again, or given up."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.locales import tr
from aics_app.notices import actions, views
from aics_app.notices.views import StuckMail
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang

RIGHT = "system.see"
PAGE = 20


@dataclass
class StuckRow:
    """One of them. `zh`, `en`: what it says; `is_unsure`: it may have arrived."""

    id: int
    name: str
    address: str
    zh: str
    en: str
    error: str
    attempts: int
    is_unsure: bool
    at: str


class StuckState(rx.State):
    """The mails shown, the newest first. `failed`: they could not be read."""

    rows: list[StuckRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the first page, or as many as are shown. May run again at any time."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            found, self.next_cursor = await _found(actor, self.next_cursor)
            self.rows = [*self.rows, *found]

    @rx.event
    @access(RIGHT)
    async def send_again(self, mail_id: int) -> EventSpec:
        """Let it begin anew."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.send_again(session, actor, _id(mail_id), at=clock.now())
        return await self._done(actor, "stuck.sent")

    @rx.event
    @access(RIGHT)
    async def discard(self, mail_id: int) -> EventSpec:
        """Nobody waits for it any more."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.discard(session, actor, _id(mail_id), at=clock.now())
        return await self._done(actor, "stuck.discarded")

    async def _done(self, actor: Actor, key: str) -> EventSpec:
        await self._read(actor)
        return toasts.done(tr((await self.get_state(Lang)).locale, key))

    async def _read(self, actor: Actor) -> None:
        try:
            shown = min(max(PAGE, len(self.rows)), MAX_LIMIT)
            self.rows, self.next_cursor = await _found(actor, limit=shown)
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True
        self.failed = False


async def _found(actor: Actor, cursor: str = "", *, limit: int = PAGE) -> tuple[list[StuckRow], str]:
    async with use(Database).reading() as session:
        found, following = await views.stuck_mails(session, actor, limit=limit, cursor=cursor)
    return [_row(one) for one in found], following or ""


def _row(one: StuckMail) -> StuckRow:
    return StuckRow(
        id=one.id,
        name=one.name,
        address=one.address,
        zh=one.said["zh"],
        en=one.said["en"],
        error=one.error,
        attempts=one.attempts,
        is_unsure=one.is_unsure,
        at=one.at.isoformat(),
    )


def _id(value: int) -> int:
    if isinstance(value, bool) or not 0 < value < 2**63:
        raise Invalid(fields={"mail": "choice"})
    return value
