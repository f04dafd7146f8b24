"""The keys of the board and of a ticket's page, and the window that names them."""

import reflex as rx

from aics_app.ui.components import dialog
from aics_app.ui.i18n import t

BOARD_KEYS = (
    ("↑ ↓", "along"),
    ("← →", "across"),
    ("Enter", "open"),
    ("M", "move"),
    ("/", "search"),
    ("?", "help"),
)
TICKET_KEYS = (
    ("R", "reply"),
    ("N", "note"),
    ("Esc", "leave"),
    ("A", "assign"),
    ("T", "steps"),
    ("J", "next"),
    ("K", "previous"),
    ("?", "help"),
)
"""As `assets/board.js` hears them, with the ends of their keys in the catalogue."""


def keys_help(keys: tuple[tuple[str, str], ...]) -> rx.Component:
    """A button, which `?` presses as well."""
    opener = rx.el.button(
        rx.icon("keyboard", size=16),
        type="button",
        class_name="desk-tool",
        aria_label=t("board.keys"),
        title=t("board.keys"),
        data_testid="board-keys",
    )
    lines = (rx.fragment(rx.el.dt(rx.el.kbd(key)), rx.el.dd(t(f"board.key_{what}"))) for key, what in keys)
    return dialog(
        t("board.keys"),
        rx.el.dl(*lines, class_name="desk-keys", data_testid="board-keys-list"),
        text=t("board.keys_text"),
        trigger=opener,
        width="420px",
    )
