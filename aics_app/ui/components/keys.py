"""The window that names a page's keys."""

from collections.abc import Iterable

import reflex as rx

from aics_app.ui.components.dialogs import dialog
from aics_app.ui.i18n import t


def keys_help(of: str, keys: Iterable[tuple[str, str]]) -> rx.Component:
    """A button, which `?` presses as well. `keys`: each with the end of its words' name, `<of>.key_…`."""
    opener = rx.el.button(
        rx.icon("keyboard", size=16),
        type="button",
        class_name="desk-tool",
        aria_label=t(f"{of}.keys"),
        title=t(f"{of}.keys"),
        data_testid=f"{of}-keys",
    )
    lines = (rx.fragment(rx.el.dt(rx.el.kbd(key)), rx.el.dd(t(f"{of}.key_{what}"))) for key, what in keys)
    return dialog(
        t(f"{of}.keys"),
        rx.el.dl(*lines, class_name="desk-keys", data_testid=f"{of}-keys-list"),
        text=t(f"{of}.keys_text"),
        trigger=opener,
        width="420px",
    )
