"""One hand-off with all that is kept of it, in a window over the list."""

from collections.abc import Iterable

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.chat.models import AskedBy, TransferReason
from aics_app.handoff.events import TIMELINE
from aics_app.handoff.models import Disposition
from aics_app.handoff.ui.records import RecordsState
from aics_app.handoff.ui.shapes import StepView
from aics_app.ui.components import dialog, page_link, relative_time, status_badge
from aics_app.ui.i18n import t
from aics_app.ui.ways import way_to_talk

STATUSES = {
    "queued": ("hourglass", "amber"),
    "active": ("headset", "blue"),
    "closed": ("circle-check", "jade"),
    "cancelled": ("circle-minus", "gray"),
    "expired": ("clock-alert", "red"),
}
NOTES = {"open": ("notebook-pen", "amber"), "done": ("notebook-text", "jade")}
SOURCES = {"button": "mouse-pointer-click", "words": "message-square-quote", "rule": "scale"}


def worded(value: Var[str], names: Iterable[str], prefix: str) -> Var[str]:
    """The catalogue's word for a stored name; the name itself for one that we don't know."""
    return rx.match(value, *((str(name), t(f"{prefix}{name}")) for name in names), value)


def record() -> rx.Component:
    """Open while somebody looks at one."""
    shown = RecordsState.shown
    talk = way_to_talk(shown.row.session_id, SessionState.permissions)
    way = page_link(
        rx.icon("messages-square", size=16),
        t("handoffs.conversation"),
        href=talk,
        class_name="record-link",
        data_testid="handoffs-conversation",
    )
    return dialog(
        shown.row.customer,
        rx.el.p(shown.row.title, class_name="record-title"),
        _facts(),
        rx.cond(shown.left, _left()),
        rx.cond(shown.note, _quote(t("handoffs.note_of_agent"), shown.note, "handoffs-note")),
        rx.cond(shown.comment, _quote(t("handoffs.comment"), shown.comment, "handoffs-comment")),
        rx.cond(
            shown.attempts > 0,
            rx.el.p(t("handoffs.attempts", count=shown.attempts.to_string()), class_name="record-fine"),
        ),
        rx.el.h3(t("handoffs.timeline"), class_name="record-heading"),
        rx.el.ol(rx.foreach(shown.steps, _step), class_name="record-steps"),
        rx.cond(talk, way),
        open=RecordsState.is_open,
        on_open_change=RecordsState.set_open,
    )


def _facts() -> rx.Component:
    row = RecordsState.shown.row
    score = t("handoff.score", score=row.score.to_string())
    return rx.el.dl(
        _fact("reason", worded(row.reason, TransferReason, "reason."), row.reason != ""),
        _fact("source", worded(row.source, AskedBy, "handoffs.source_"), row.source != ""),
        _fact("status", worded(row.status, STATUSES, "handoffs.status_"), row.status != ""),
        _fact("column_wait", row.wait, row.wait != ""),
        _fact("agent", row.agent, row.agent != ""),
        _fact("column_duration", row.duration, row.duration != ""),
        _fact("disposition", worded(row.disposition, Disposition, "disposition."), row.disposition != ""),
        _fact("score", score, row.score > 0),
        class_name="record-facts",
    )


def _fact(name: str, value: Var[str], is_known: Var[bool]) -> rx.Component:
    return rx.cond(is_known, rx.fragment(rx.el.dt(t(f"handoffs.{name}")), rx.el.dd(value)))


def _left() -> rx.Component:
    shown = RecordsState.shown
    done = rx.el.p(
        status_badge(t("handoffs.note_done"), icon=NOTES["done"][0], color=NOTES["done"][1]),
        " ",
        shown.done_by,
        " ",
        relative_time(shown.done_at),
        class_name="record-fine",
    )
    care = rx.button(
        rx.icon("check", size=16),
        t("handoffs.take_care"),
        on_click=RecordsState.take_care(shown.row.id),
        data_testid="handoffs-note-done",
        align_self="flex-start",
    )
    return rx.box(
        _quote(t("handoffs.left"), shown.left, "handoffs-left"),
        rx.cond(shown.done_at, done, care),
        class_name="record-left",
    )


def _quote(title: Var[str], text: Var[str], testid: str) -> rx.Component:
    return rx.box(
        rx.el.h3(title, class_name="record-heading"),
        rx.el.blockquote(text, class_name="record-quote", dir="auto", data_testid=testid),
    )


def _step(step: StepView) -> rx.Component:
    told = rx.match(step.event, *((name, t(f"handoffs.step.{name}")) for name in TIMELINE), step.event)
    names = rx.cond(step.who, step.who, t("handoffs.by_itself"))
    return rx.el.li(
        rx.el.strong(told),
        rx.el.span(names, class_name="record-fine"),
        rx.cond(
            step.whom & (step.whom != step.who),
            rx.el.span(rx.icon("arrow-right", size=12), step.whom, class_name="record-fine"),
        ),
        relative_time(step.at, class_name="record-fine"),
        class_name="record-step",
    )
