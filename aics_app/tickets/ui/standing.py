"""How a customer reads where a ticket stands: colour, icon and word; and what comes next."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components import moment
from aics_app.ui.i18n import Lang, t

STANDINGS = {
    "open": ("circle-dot", "blue"),
    "paused": ("hourglass", "amber"),
    "resolved": ("circle-check", "green"),
}
STEPS = {
    "answer": "message-circle-reply",
    "solution": "wrench",
    "customer": "message-circle-question",
    "rating": "star",
    "nothing": "circle-check",
    "elsewhere": "git-merge",
}


def named(choice: Var) -> Var[str]:
    """A word of the workflow in the viewer's language."""
    return rx.cond(Lang.code == "en", choice.en, choice.zh)


def standing_badge(standing: Var[str], status: Var) -> rx.Component:
    """The status as the workflow calls it, looking as what it means."""
    looks = (
        (
            name,
            rx.badge(
                rx.icon(icon, size=12),
                named(status),
                color_scheme=color,
                variant="soft",
                radius="full",
                data_testid="ticket-status",
                custom_attrs={"data-status": status.word, "data-standing": name},
            ),
        )
        for name, (icon, color) in STANDINGS.items()
    )
    return rx.match(standing, *looks, rx.fragment())


def next_step(step: Var[str], by: Var[str], late: Var[bool]) -> rx.Component:
    """What is waited for, and by when it is promised; what is overdue says so."""
    when = rx.cond(
        by,
        rx.el.span(
            rx.cond(
                late, rx.fragment(rx.icon("clock-alert", size=14), t("ticket.late_since")), t("ticket.by")
            ),
            " ",
            moment(by),
            class_name=rx.cond(late, "next-late", "next-by"),
        ),
    )
    steps = (
        (name, rx.fragment(rx.icon(icon, size=16), rx.el.span(t(f"ticket.next_{name}"))))
        for name, icon in STEPS.items()
    )
    return rx.box(rx.match(step, *steps, rx.fragment()), when, class_name="next-step")
