"""Whether the page still hears the server, and the server its database."""

import reflex as rx
from reflex.event import EventCallback
from reflex_components_core.core.banner import has_connection_errors

from aics_app.ui.i18n import t
from aics_app.ui.local import Local
from aics_app.ui.reach import ReachState

is_offline = has_connection_errors
is_away = ReachState.away


class Again(Local):
    """Invisible; calls every few seconds while it is there and seen, and when somebody comes back to it."""

    library = "$/public/frame.js"
    tag = "Again"
    on_turn: rx.EventHandler[rx.event.no_args_event_spec]


def connection_banner() -> rx.Component:
    """A calm line while the connection or our data is gone; comes and goes without moving the page."""
    silent = rx.box(rx.icon("wifi-off", size=16), t("ui.reconnecting"), class_name="reconnecting")
    return rx.box(
        rx.cond(is_offline, silent, rx.cond(is_away, _away(ReachState.try_again))),
        role="status",
        class_name="reconnecting-place",
    )


def _away(again: EventCallback[()]) -> rx.Component:
    return rx.box(
        rx.icon("database-zap", size=16),
        rx.el.span(t("ui.away")),
        rx.el.button(
            t("ui.away_again"),
            type="button",
            on_click=again,
            class_name="reconnecting-again",
            data_testid="away-again",
        ),
        Again.create(on_turn=again),
        class_name="reconnecting",
        data_testid="away",
    )
