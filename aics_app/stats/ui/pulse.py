"""How things stand at this instant, beside the dashboard's title."""

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.core.live import Message
from aics_app.handoff.news import TOPIC as HANDOFFS
from aics_app.stats.queries.wall import wall
from aics_app.stats.ui.wall import WALL_RIGHT, Now, now_view
from aics_app.stats.ui.wall_page import LATE_S, LONG_S
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.components.waits import server_clock, waited
from aics_app.ui.every import every
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import t
from aics_app.workforce.events import TOPIC as WORKFORCE

SLOT = "pulse"
PACE_S = 3.0
BEAT_S = 30
"""In case a signal was lost."""


class PulseState(rx.State):
    """Who waits and who is there; nothing is shown where that can't be read."""

    now: Now = Now()
    loaded: bool = False

    @rx.event
    @access(WALL_RIGHT)
    async def open(self) -> None:
        """Show it, and hear of every change. May run again at any time."""
        actor = await current_actor(self, WALL_RIGHT)
        token = self.router.session.client_token
        for topic in (HANDOFFS, WORKFORCE):
            use(PageHub).watch(
                token, topic, actor.session_id, _react, f"{SLOT}-{topic}", pace_s=PACE_S, lane=SLOT
            )
        await _read(self)

    @rx.event
    @access(WALL_RIGHT)
    async def refresh(self) -> None:
        """Read it again; on another page it is not wanted any more."""
        if self.router.url.path.rstrip("/") == routes.ADMIN:
            await _read(self)
        else:
            _hear_nothing(self)


def put_away(state: PulseState) -> None:
    """Show it no more, for who may not see it any longer."""
    if state.loaded:
        state.now, state.loaded = Now(), False
        _hear_nothing(state)


def _hear_nothing(state: PulseState) -> None:
    for topic in (HANDOFFS, WORKFORCE):
        use(PageHub).unwatch(state.router.session.client_token, f"{SLOT}-{topic}")


async def _read(state: PulseState) -> None:
    actor, at = await current_actor(state, WALL_RIGHT), clock.now()
    try:
        async with use(Database).reading() as session:
            state.now, state.loaded = now_view(await wall(session, actor, at), at), True
    except AppError:
        state.loaded = False


def _react(_message: Message) -> rx.event.EventSpec:
    return PulseState.refresh()


def pulse() -> rx.Component:
    """For whom `PulseState.open` was called."""
    now = PulseState.now
    longest = rx.el.span(
        t("pulse.longest"),
        waited(now.longest_since, long_s=LONG_S, late_s=LATE_S),
        class_name="pulse-longest",
    )
    shown = rx.box(
        rx.icon("activity", size=14, aria_hidden="true"),
        rx.el.span(t("pulse.waiting", n=now.waiting.to_string()), data_testid="pulse-waiting"),
        rx.cond(now.longest_since, longest),
        rx.el.span(t("pulse.online", n=now.online.to_string()), data_testid="pulse-online"),
        server_clock(now.read_at),
        every(BEAT_S, PulseState.refresh),
        role="group",
        aria_label=t("pulse.label"),
        class_name="pulse",
        data_testid="stats-pulse",
    )
    return rx.cond(PulseState.loaded, shown, rx.fragment())
