"""The keys of the desk, and the window that names them."""

import reflex as rx

from aics_app.ui.components import dialog
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


def keys_help() -> rx.Component:
    """A button, which `?` presses as well."""
    opener = rx.el.button(
        rx.icon("keyboard", size=16),
        type="button",
        class_name="desk-tool",
        aria_label=t("desk.keys"),
        title=t("desk.keys"),
        data_testid="desk-keys",
    )
    lines = (rx.fragment(rx.el.dt(rx.el.kbd(key)), rx.el.dd(t(f"desk.key_{what}"))) for key, what in KEYS)
    return dialog(
        t("desk.keys"),
        rx.el.dl(*lines, class_name="desk-keys", data_testid="desk-keys-list"),
        text=t("desk.keys_text"),
        trigger=opener,
        width="420px",
    )
