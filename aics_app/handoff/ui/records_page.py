"""The page of records: who waited for whom, why, for how long, and how it ended."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.chat.models import AskedBy, TransferReason
from aics_app.handoff.models import Disposition, Status
from aics_app.handoff.queries import NoteState
from aics_app.handoff.ui.record import NOTES, SOURCES, STATUSES, record, worded
from aics_app.handoff.ui.records import RecordsState
from aics_app.handoff.ui.shapes import RecordRow
from aics_app.ui.components import (
    empty_state,
    error_state,
    relative_time,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.components.filters import Filters
from aics_app.ui.components.tables import more_button
from aics_app.ui.i18n import t

SCORES = ("5", "4", "3", "2", "1")
FILTERS = Filters(
    RecordsState,
    "handoffs",
    ("status", "note", "reason", "source", "disposition", "score", "agent", "since", "until"),
    word=lambda name: t(f"handoffs.{name}"),
)


def records_page() -> rx.Component:
    """For the staff; `RecordsState.open` loads it."""
    return page_frame(t("handoffs.title"), _filters(), _content(), record(), active="handoffs")


def _filters() -> rx.Component:
    agents = rx.foreach(RecordsState.agents, lambda one: rx.select.item(one.name, value=one.id))
    return FILTERS.bar(
        FILTERS.one_of("status", Status, "handoffs.status_"),
        FILTERS.one_of("note", NoteState, "handoffs.note_"),
        FILTERS.one_of("reason", TransferReason, "reason."),
        FILTERS.one_of("source", AskedBy, "handoffs.source_"),
        FILTERS.one_of("disposition", Disposition, "disposition."),
        FILTERS.one_of("score", SCORES),
        FILTERS.choice("agent", agents),
        FILTERS.day("since"),
        FILTERS.day("until"),
    )


def _content() -> rx.Component:
    nothing = rx.cond(
        FILTERS.is_filtered(),
        empty_state("search-x", t("handoffs.none_found"), t("handoffs.none_found_text")),
        empty_state("headset", t("handoffs.empty"), t("handoffs.empty_text")),
    )
    failed = error_state(t("handoffs.failed"), t("handoffs.failed_text"), retry=RecordsState.reload)
    listed = rx.fragment(
        _head(),
        rx.el.ul(rx.foreach(RecordsState.rows, _row), class_name="records", aria_label=t("handoffs.title")),
        more_button(RecordsState.next_cursor, RecordsState.show_more, ~RecordsState.loaded),
    )
    return rx.cond(
        RecordsState.failed,
        failed,
        rx.cond(RecordsState.rows, listed, rx.cond(RecordsState.loaded, nothing, skeleton_rows())),
    )


COLUMNS = ("when", "customer", "why", "wait", "agent", "duration", "result")


def _head() -> rx.Component:
    """The words stand beside each value where there is no room for columns, so this is for the eye alone."""
    cells = (rx.el.span(t(f"handoffs.column_{name}"), class_name=f"record-{name}") for name in COLUMNS)
    return rx.box(*cells, class_name="records-head record-grid", aria_hidden="true")


def _row(row: RecordRow) -> rx.Component:
    when = relative_time(row.at)
    opener = rx.el.button(
        rx.el.strong(row.customer),
        rx.el.span(row.title, class_name="record-title"),
        type="button",
        on_click=RecordsState.look_at(row.id),
        class_name="record-opener",
        data_testid="handoffs-open",
    )
    return rx.el.li(
        _cell("when", when),
        rx.box(opener, class_name="record-customer"),
        _cell("why", worded(row.reason, TransferReason, "reason."), _source(row)),
        _cell("wait", _or_dash(row.wait)),
        _cell("agent", _or_dash(row.agent)),
        _cell("duration", _or_dash(row.duration)),
        _cell("result", *_result(row)),
        class_name="record record-grid",
        key=row.id.to_string(),
        data_testid="handoffs-row",
        data_id=row.id.to_string(),
    )


def _cell(name: str, *content: rx.Component | Var) -> rx.Component:
    return rx.box(
        rx.el.span(t(f"handoffs.column_{name}"), class_name="record-label"),
        rx.box(*content, class_name="record-value"),
        class_name=f"record-{name}",
    )


def _or_dash(text: Var[str]) -> rx.Component:
    return rx.cond(text, rx.el.span(text), rx.el.span("–", class_name="record-none"))


def _source(row: RecordRow) -> rx.Component:
    return rx.match(
        row.source,
        *(
            (name, rx.el.span(rx.icon(icon, size=12), t(f"handoffs.source_{name}"), class_name="record-fine"))
            for name, icon in SOURCES.items()
        ),
        rx.fragment(),
    )


def _result(row: RecordRow) -> tuple[rx.Component, ...]:
    ended = worded(row.disposition, Disposition, "disposition.")
    stars = rx.el.span(
        rx.icon("star", size=12),
        t("handoff.score", score=row.score.to_string()),
        class_name="record-fine",
        data_testid="handoffs-score",
    )
    notes = (
        (name, status_badge(t(f"handoffs.note_{name}"), icon=icon, color=color))
        for name, (icon, color) in NOTES.items()
    )
    statuses = (
        (name, status_badge(t(f"handoffs.status_{name}"), icon=icon, color=color))
        for name, (icon, color) in STATUSES.items()
    )
    return (
        rx.match(row.status, *statuses, rx.fragment()),
        rx.match(row.note, *notes, rx.fragment()),
        rx.cond(row.priority > 0, _urgency(row)),
        rx.cond(row.disposition, rx.el.span(ended, class_name="record-fine")),
        rx.cond(row.score > 0, stars),
    )


def _urgency(row: RecordRow) -> rx.Component:
    return rx.cond(
        row.priority > 1,
        status_badge(t("handoffs.urgent"), icon="siren", color="red"),
        status_badge(t("handoffs.high"), icon="flame", color="orange"),
    )
