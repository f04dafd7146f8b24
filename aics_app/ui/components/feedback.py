"""What a page shows while it has nothing to show, and how a status looks: colour, icon and word together."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t

Text = str | Var[str]


def empty_state(icon: str, title: Text, text: Text = "", action: rx.Component | None = None) -> rx.Component:
    """Nothing here yet: says what this place is for and what to do."""
    return rx.flex(
        rx.box(rx.icon(icon, size=24), class_name="empty-icon", aria_hidden="true"),
        rx.text(title, size="3", weight="bold", as_="p"),
        rx.text(text, size="2", color_scheme="gray", as_="p", class_name="empty-text"),
        rx.fragment() if action is None else rx.box(action, padding_top="var(--space-2)"),
        class_name="empty",
        direction="column",
        align="center",
        justify="center",
        spacing="1",
    )


def error_state(title: Text, text: Text = "", *, retry: object = None) -> rx.Component:
    """Something failed: what happened, what helps, and the button that tries again."""
    again = rx.button(rx.icon("rotate-cw", size=16), t("ui.retry"), variant="soft", on_click=retry)
    return rx.box(
        empty_state("circle-alert", title, text, None if retry is None else again),
        role="alert",
        class_name="error",
    )


def notice(text: Text, *, kind: str = "info") -> rx.Component:
    """A line that stays in the page: `kind` is info, warning, error or done."""
    icon, color = _NOTICES[kind]
    return rx.callout.root(
        rx.callout.icon(rx.icon(icon, size=16)),
        rx.callout.text(text),
        color_scheme=color,
        size="1",
        role="alert" if kind == "error" else "status",
    )


_NOTICES = {
    "info": ("info", "blue"),
    "warning": ("triangle-alert", "amber"),
    "error": ("circle-alert", "red"),
    "done": ("circle-check", "green"),
}


def skeleton_rows(rows: int = 5, height: str = "52px") -> rx.Component:
    """The shape of a list that is still on its way."""
    return rx.flex(
        *(rx.skeleton(height=height, width="100%") for _ in range(rows)),
        direction="column",
        spacing="2",
        width="100%",
        aria_hidden="true",
    )


def status_badge(
    text: Text, *, icon: str, color: str = "gray", testid: str = "", **props: object
) -> rx.Component:
    """A status as colour, icon and word. `color` is a Radix scale, `icon` a Lucide name."""
    extra = {"data_testid": testid} | props if testid else props
    return rx.badge(rx.icon(icon, size=12), text, color_scheme=color, variant="soft", radius="full", **extra)
