"""The keys of the board and of a ticket's page, and the window that names them."""

import reflex as rx

from aics_app.ui.components import keys_help
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


def board_keys(keys: tuple[tuple[str, str], ...]) -> rx.Component:
    """The window that names them."""
    named = [(key, t(f"board.key_{what}")) for key, what in keys]
    return keys_help("board-keys", t("board.keys"), t("board.keys_text"), named)
