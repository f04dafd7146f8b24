"""The wall: who waits, who works, and today's figures; read anew whenever something happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.core.live import Message
from aics_app.handoff.news import TOPIC as HANDOFFS
from aics_app.settings import Settings
from aics_app.stats import queries
from aics_app.stats.models import Metric
from aics_app.stats.queries.wall import Wall, wall
from aics_app.stats.rules.days import Window, today_in
from aics_app.stats.ui.shapes import Tile, tile
from aics_app.tickets.news import TOPIC as TICKETS
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce.events import TOPIC as WORKFORCE

SLOT = "wall"
HEARD = (HANDOFFS, WORKFORCE, TICKETS)
WALL_RIGHT = Right.STATS_SEE_ALL.value
PACE_S = 2.0
"""On a busy day something happens every instant: the wall is read so often and no more."""
FIGURES_AGE = timedelta(seconds=55)
TODAYS = (
    Metric.QUESTIONS,
    Metric.AI_RESOLUTION_RATE,
    Metric.QUEUE_WAIT,
    Metric.FIRST_RESPONSE_CHAT,
    Metric.CSAT,
    Metric.SLA_REPLY,
)


@dataclass
class Now:
    """As it stands at `read_at`; instants are RFC 3339, or empty."""

    waiting: int = 0
    longest_since: str = ""
    chats: int = 0
    online: int = 0
    busy: int = 0
    away: int = 0
    tickets_open: int = 0
    tickets_overdue: int = 0
    read_at: str = ""


class WallState(rx.State):
    """What stands now, and how the day goes."""

    now: Now = Now()
    today: list[Tile] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    loaded: bool = False
    failed: bool = False
    _figures_at: str = ""

    @rx.event
    @access(WALL_RIGHT)
    async def open(self) -> None:
        """Show it, and hear of every change. May run again at any time."""
        actor = await current_actor(self, WALL_RIGHT)
        token = self.router.session.client_token
        for topic in HEARD:
            use(PageHub).watch(
                token, topic, actor.session_id, _react, f"{SLOT}-{topic}", pace_s=PACE_S, lane=SLOT
            )
        self._figures_at = ""
        await self._read(actor)

    @rx.event
    @access(WALL_RIGHT)
    async def refresh(self) -> None:
        """Read it again, the day's figures only when they are old; on another page nothing is wanted."""
        actor = await current_actor(self, WALL_RIGHT)
        if self.router.url.path.rstrip("/") == routes.ADMIN_WALL:
            await self._read(actor)
        else:
            self._hear_nothing()

    def _hear_nothing(self) -> None:
        for topic in HEARD:
            use(PageHub).unwatch(self.router.session.client_token, f"{SLOT}-{topic}")

    async def _read(self, actor: Actor) -> None:
        at = clock.now()
        try:
            async with use(Database).reading() as session:
                found = await wall(session, actor, at)
            if _is_old(self._figures_at, at):
                self.today = await _today(actor, at)
                self._figures_at = at.isoformat()
            self.now = now_view(found, at)
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True


def now_view(found: Wall, at: datetime) -> Now:
    """As the page shows it."""
    since = found.longest_since
    return Now(
        waiting=found.waiting,
        longest_since=since.isoformat() if since else "",
        chats=found.chats,
        online=found.online,
        busy=found.busy,
        away=found.away,
        tickets_open=found.tickets_open,
        tickets_overdue=found.tickets_overdue,
        read_at=at.isoformat(),
    )


def _is_old(figures_at: str, at: datetime) -> bool:
    return not figures_at or at - datetime.fromisoformat(figures_at) > FIGURES_AGE


async def _today(actor: Actor, at: datetime) -> list[Tile]:
    timezone = use(Settings).app.timezone
    day = today_in(timezone, at)
    async with use(Database).reading() as session:
        figures = await queries.summary(session, actor, Window(day, day), tz=timezone, now=at)
    return [tile(metric, figures[metric], "") for metric in TODAYS]


def _react(_message: Message) -> EventSpec:
    return WallState.refresh()
