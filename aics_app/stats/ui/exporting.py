"""What the export dialog shows: what is to be exported, how far it is, and what was exported before."""

from dataclasses import dataclass, fields, replace
from datetime import date

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.live import Message
from aics_app.jobs import actions, queries
from aics_app.jobs.models import Job, Status
from aics_app.jobs.news import topic_of
from aics_app.locales import LOCALES, known_locale
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window
from aics_app.stats.rules.exporting import KIND, NEEDS, Wanted, sound_zone
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang

RIGHT = "stats.export"
SHOWN = 20
PACE_S = 0.5
"""A job tells more often than a person reads."""
SLOT = "exports"
KB = 1024
MB = KB * KB


@dataclass
class Choice:
    """What is to be exported, as the dialog's fields have it."""

    first: str = ""
    last: str = ""
    by: str = "day"
    locale: str = LOCALES[0]
    business: bool = False
    rows: bool = True
    zone: str = ""


@dataclass
class ExportRow:
    """One export. `percent` is -1 while nobody knows how much there is; `size` is empty before its end."""

    id: int
    status: str
    days: str
    asked_at: str
    percent: int = -1
    size: str = ""
    expires_at: str = ""
    error: str = ""


class ExportsState(rx.State):
    """The dialog. `fault` is a code of why the days can't be had; `failed`: the list could not be read."""

    is_open: bool = False
    choice: Choice = Choice()
    rows: list[ExportRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    fault: str = ""
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self, first: str, last: str, by: str, business: bool, zone: str = "") -> None:
        """Show it for what the page shows, and hear how far the exports are. `zone` is the browser's."""
        actor = await current_actor(self, RIGHT)
        lang = await self.get_state(Lang)
        chosen = _choice(first, last, by, lang.locale, business=business is True)
        self.choice = replace(chosen, zone=_zone(zone))
        self.is_open, self.fault = True, ""
        token = self.router.session.client_token
        topic = topic_of(actor.user_id)
        use(PageHub).watch(token, topic, actor.session_id, _react, SLOT, pace_s=PACE_S, lane=SLOT)
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Close it; the exports go on."""
        self.is_open = shown is True
        if not self.is_open:
            self._hear_nothing()

    @rx.event
    @access(RIGHT)
    def choose(self, name: str, value: str) -> None:
        """Choose other days, another cut or language; nonsense is refused by `start`."""
        if name not in ("first", "last", "by", "locale") or not isinstance(value, str):
            raise Invalid
        self.choice, self.fault = _with(self.choice, name, value[:20]), ""

    @rx.event
    @access(RIGHT)
    def turn(self, name: str, on: bool) -> None:
        """With or without rows; in business hours or by the clock."""
        if name not in ("business", "rows"):
            raise Invalid
        self.choice = _with(self.choice, name, on is True)

    @rx.event
    @access(RIGHT)
    async def start(self) -> None:
        """Let it be made."""
        actor = await current_actor(self, RIGHT)
        try:
            wanted = _wanted(self.choice)
        except Invalid as refused:
            self.fault = next(iter(refused.fields.values()), "date")
            return
        async with use(Database).transaction() as session:
            await actions.ask(session, actor, KIND, needs=NEEDS, params=wanted.params(), at=clock.now())
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def cancel(self, job_id: int) -> None:
        """Want it no more."""
        actor = await current_actor(self, RIGHT)
        if isinstance(job_id, bool) or not isinstance(job_id, int) or not 0 < job_id < 2**63:
            raise Invalid
        try:
            async with use(Database).transaction() as session:
                await actions.cancel(session, actor, job_id, clock.now())
        finally:
            await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read again how far they are; who went to another page has closed the dialog."""
        actor = await current_actor(self, RIGHT)
        if self.router.url.path.rstrip("/") == routes.ADMIN:
            await self._read(actor)
        else:
            self.is_open = False
            self._hear_nothing()

    def _hear_nothing(self) -> None:
        use(PageHub).unwatch(self.router.session.client_token, SLOT)

    async def _read(self, actor: Actor) -> None:
        try:
            async with use(Database).reading() as session:
                jobs, _ = await queries.listed(session, actor, kind=KIND, limit=SHOWN)
            self.rows = [export_row(job) for job in jobs]
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True


def _choice(first: object, last: object, by: object, locale: str, *, business: bool) -> Choice:
    cut = by if by in set(Granularity) else Granularity.DAY
    return Choice(_day(first), _day(last), str(cut), locale, business=business)


def _with(choice: Choice, name: str, value: object) -> Choice:
    return Choice(**{one.name: getattr(choice, one.name) for one in fields(Choice)} | {name: value})


def _zone(said: object) -> str:
    """The browser's zone; the company's where we don't know it."""
    try:
        return sound_zone(said if isinstance(said, str) else "")
    except Invalid:
        return ""


def _day(said: object) -> str:
    try:
        return date.fromisoformat(str(said)).isoformat()
    except ValueError:
        return ""


def _wanted(choice: Choice) -> Wanted:
    """Raises `Invalid`."""
    try:
        window = Window(date.fromisoformat(choice.first), date.fromisoformat(choice.last))
        cut = Granularity(choice.by)
    except ValueError as error:
        raise Invalid(fields={"from": "date"}) from error
    return Wanted(window, cut, known_locale(choice.locale), choice.business, choice.rows, choice.zone)


def export_row(job: Job) -> ExportRow:
    """From its row."""
    is_done = job.status == Status.DONE
    return ExportRow(
        id=job.id or 0,
        status=str(job.status),
        days=f"{job.params.get('from', '')} – {job.params.get('to', '')}",
        asked_at=job.created_at.isoformat(),
        percent=-1 if job.total is None else min(100, 100 * job.done // max(job.total, 1)),
        size=_size(job.file_size) if is_done else "",
        expires_at=job.expires_at.isoformat() if is_done and job.expires_at else "",
        error=job.error_code or "",
    )


def _size(size: int) -> str:
    return f"{size / MB:.1f} MB" if size >= MB else f"{max(1, round(size / KB))} kB"


def _react(message: Message) -> EventSpec | None:
    return ExportsState.reload() if message["type"] == "changed" else None
