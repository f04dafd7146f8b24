"""The window that names a page's keys."""

from collections.abc import Iterable

import reflex as rx

from aics_app.ui.components.dialogs import dialog


def keys_help(
    testid: str, title: rx.Var[str], text: rx.Var[str], keys: Iterable[tuple[str, rx.Var[str]]]
) -> rx.Component:
    """A button, which `?` presses as well. `keys`: each with what it does."""
    opener = rx.el.button(
        rx.icon("keyboard", size=16),
        type="button",
        class_name="desk-tool",
        aria_label=title,
        title=title,
        data_testid=testid,
    )
    lines = (rx.fragment(rx.el.dt(rx.el.kbd(key)), rx.el.dd(does)) for key, does in keys)
    return dialog(
        title,
        rx.el.dl(*lines, class_name="desk-keys", data_testid=f"{testid}-list"),
        text=text,
        trigger=opener,
        width="420px",
    )
