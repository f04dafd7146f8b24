"""Everything that happened to a ticket, with each field as it was and is."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.events import TIMELINE
from aics_app.tickets.ui.words import said
from aics_app.tickets.ui.working import WorkState
from aics_app.tickets.ui.working_shapes import ChangeView, StepView
from aics_app.ui.components import relative_time
from aics_app.ui.i18n import t

FIELDS = ("status", "handler", "title", "priority", "category", "team", "tags", "links")


def history() -> rx.Component:
    """The oldest first, folded."""
    return rx.el.details(
        rx.el.summary(
            rx.el.h2(t("board.history"), class_name="board-part-title"),
            rx.el.span(WorkState.steps.length().to_string(), class_name="board-count"),
        ),
        rx.el.ol(rx.foreach(WorkState.steps, _step), class_name="board-history"),
        class_name="board-part",
        data_testid="ticket-history",
    )


def _step(step: Var[StepView]) -> rx.Component:
    words = rx.match(step.event, *((name, t(f"board.what_{name}")) for name in TIMELINE), step.event)
    clock = rx.match(
        step.more, ("reply", t("board.clock_reply")), ("resolve", t("board.clock_resolve")), step.more
    )
    return rx.el.li(
        rx.el.span(rx.cond(step.who, step.who, t("board.by_rule")), class_name="board-who"),
        rx.el.span(words),
        rx.cond(step.more, rx.el.span(clock, class_name="board-fine")),
        relative_time(step.at),
        rx.foreach(step.changes, _change),
        key=step.id.to_string(),
        data_testid="ticket-step",
        data_event=step.event,
    )


def _change(one: Var[ChangeView]) -> rx.Component:
    name = rx.match(one.field, *((field, t(f"board.field_{field}")) for field in FIELDS), one.field)
    return rx.el.div(
        rx.el.span(name, class_name="board-fine"),
        rx.el.span(rx.cond(one.before.word, said(one.before), "–"), class_name="board-was"),
        rx.icon("arrow-right", size=12, aria_hidden="true"),
        rx.el.span(rx.cond(one.after.word, said(one.after), "–")),
        class_name="board-change",
    )
