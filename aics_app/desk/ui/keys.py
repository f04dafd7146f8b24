"""The keys of the desk, and the window that names them."""

import reflex as rx

from aics_app.ui.components import keys_help
from aics_app.ui.i18n import t

KEYS = (
    ("J", "next"),
    ("K", "previous"),
    ("Enter", "open"),
    ("U", "take"),
    ("R", "reply"),
    ("N", "note"),
    ("Esc", "leave"),
    ("T", "transfer"),
    ("E", "close"),
    ("S", "presence"),
    ("/", "search"),
    ("?", "help"),
)
"""As `assets/desk.js` hears them, with the ends of their keys in the catalogue."""


def desk_keys() -> rx.Component:
    """The window that names them."""
    named = [(key, t(f"desk.key_{what}")) for key, what in KEYS]
    return keys_help("desk-keys", t("desk.keys"), t("desk.keys_text"), named)
