"""The wall's page: large enough to be read from three metres, and nothing to scroll on a big screen."""

import reflex as rx
from reflex.vars import Var

from aics_app.stats.ui.definitions import about
from aics_app.stats.ui.shapes import Tile
from aics_app.stats.ui.wall import WallState
from aics_app.stats.ui.words import shown
from aics_app.ui import routes
from aics_app.ui.components import error_state, page_link
from aics_app.ui.components.waits import server_clock, waited
from aics_app.ui.connection import connection_banner, is_away
from aics_app.ui.frame import page_tools
from aics_app.ui.i18n import t
from aics_app.ui.local import Local

Text = str | Var[str]
BEAT_S = 60
LONG_S, LATE_S = 60, 180


class Beat(Local):
    """Calls again and again, as long as the page is open."""

    library = "$/public/wall.js"
    tag = "Beat"
    seconds: Var[int]
    on_beat: rx.EventHandler[rx.event.no_args_event_spec]


class FullScreen(Local):
    """Fills the screen, and leaves it."""

    library = "$/public/wall.js"
    tag = "FullScreen"
    enter: Var[str]
    leave: Var[str]
    testid: Var[str]


def wall_page() -> rx.Component:
    """`WallState.open` loads it."""
    back = page_link(
        rx.icon("arrow-left", size=20), href=routes.ADMIN, class_name="wall-tool", aria_label=t("stats.back")
    )
    full = FullScreen.create(enter=t("wall.full"), leave=t("wall.leave"), testid="wall-full")
    head = rx.el.header(
        back, rx.el.h1(t("wall.title"), class_name="wall-title"), full, class_name="wall-head"
    )
    failed = error_state(t("stats.failed"), t("stats.failed_text"), retry=WallState.refresh)
    body = rx.cond(
        WallState.failed,
        failed,
        rx.cond(WallState.loaded, _content(), rx.skeleton(height="60vh", width="100%")),
    )
    return rx.box(
        page_tools(t("wall.title")),
        # While our data is away the page tries for it by itself.
        rx.cond(is_away, rx.fragment(), Beat.create(seconds=BEAT_S, on_beat=WallState.refresh)),
        server_clock(WallState.now.read_at),
        head,
        connection_banner(),
        rx.el.main(body, id="content", tab_index=-1, class_name="wall-main"),
        class_name="wall",
    )


def _content() -> rx.Component:
    now = WallState.now
    longest = rx.cond(
        now.longest_since,
        waited(now.longest_since, long_s=LONG_S, late_s=LATE_S),
        t("stats.nothing"),
    )
    standing = (
        _number("waiting", "hourglass", now.waiting.to_string()),
        _number("longest", "clock", longest),
        _number("chats", "messages-square", now.chats.to_string()),
        _number("online", "circle-check", now.online.to_string(), _others()),
        _number("tickets_open", "ticket", now.tickets_open.to_string()),
        _number(
            "tickets_overdue", "triangle-alert", now.tickets_overdue.to_string(), late=now.tickets_overdue > 0
        ),
    )
    return rx.fragment(
        rx.el.ul(*standing, class_name="wall-now", aria_label=t("wall.now")),
        rx.el.h2(t("wall.today"), class_name="wall-subtitle"),
        rx.el.ul(rx.foreach(WallState.today, _figure), class_name="wall-today", aria_label=t("wall.today")),
    )


def _others() -> rx.Component:
    now = WallState.now
    text = t("wall.others", busy=now.busy.to_string(), away=now.away.to_string())
    return rx.el.span(text, class_name="wall-beside", data_testid="wall-others")


def _number(
    name: str, icon: str, value: rx.Component | Text, *beside: rx.Component, late: Var[bool] | bool = False
) -> rx.Component:
    return rx.el.li(
        rx.el.span(rx.icon(icon, size=24), t(f"wall.{name}"), class_name="wall-name"),
        rx.el.span(value, class_name="wall-value", data_testid=f"wall-{name.replace('_', '-')}"),
        *beside,
        class_name="wall-card",
        data_late=rx.cond(late, "true", "false"),
    )


def _figure(one: Var[Tile]) -> rx.Component:
    return rx.el.li(
        rx.el.span(shown(one.name), about(one), class_name="wall-name"),
        rx.el.span(shown(one.value), class_name="wall-figure"),
        rx.el.span(shown(one.n), class_name="wall-beside"),
        class_name="wall-card",
        key=one.key,
        data_testid="wall-figure",
    )
