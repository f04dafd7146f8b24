"""Words of the workflow as people see them: colour, icon and word."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.ui.moving_shapes import WordView
from aics_app.ui.components import status_badge
from aics_app.ui.i18n import Lang, t

KINDS = {
    "open": ("circle-dot", "blue"),
    "paused": ("circle-pause", "amber"),
    "resolved": ("circle-check", "jade"),
}
PRESENCES = {
    "online": ("circle-check", "jade"),
    "busy": ("circle-minus", "red"),
    "away": ("clock", "amber"),
    "offline": ("circle-off", "gray"),
}


def said(one: Var[WordView]) -> Var[str]:
    """A word, or a way, in the viewer's language."""
    return rx.cond(Lang.code == "en", one.en, one.zh)


def status(one: Var[WordView], testid: str = "") -> rx.Component:
    """Where a ticket stands."""
    known = (
        (kind, status_badge(said(one), icon=icon, color=color, testid=testid))
        for kind, (icon, color) in KINDS.items()
    )
    return rx.match(one.kind, *known, status_badge(said(one), icon="circle-help", testid=testid))


def status_icon(kind: Var[str]) -> rx.Component:
    """The sign alone, where the word stands beside it."""
    known = (
        (name, rx.icon(icon, size=14, color=f"var(--{color}-11)")) for name, (icon, color) in KINDS.items()
    )
    return rx.match(kind, *known, rx.icon("circle-help", size=14))


def priority(one: Var[WordView]) -> rx.Component:
    """How urgent it is; the middle is quiet."""
    return rx.match(
        one.kind,
        ("high", status_badge(said(one), icon="flame", color="red")),
        ("low", status_badge(said(one), icon="arrow-down", color="gray")),
        rx.el.span(rx.icon("equal", size=12), said(one), class_name="board-fine"),
    )


def presence(name: Var[str]) -> rx.Component:
    """How a colleague is there."""
    known = (
        (one, status_badge(t(f"presence.{one}"), icon=icon, color=color))
        for one, (icon, color) in PRESENCES.items()
    )
    return rx.match(name, *known, rx.fragment())
