"""The page of records: who waited for whom, why, for how long, and how it ended."""

from functools import reduce
from operator import add

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
    search_box,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.components.tables import more_button
from aics_app.ui.i18n import t

ANY = "any"
SCORES = ("5", "4", "3", "2", "1")


def records_page() -> rx.Component:
    """For the staff; `RecordsState.open` loads it."""
    return page_frame(t("handoffs.title"), _filters(), _content(), record(), active="handoffs")


def _filters() -> rx.Component:
    search = search_box(
        RecordsState.wanted.q,
        lambda text: RecordsState.choose("q", text),
        placeholder=t("handoffs.search"),
        testid="handoffs-search",
    )
    return rx.box(
        rx.box(search, class_name="records-search"),
        _unfold(),
        rx.box(*_choices(), id="handoffs-choices", class_name="records-choices"),
        class_name="records-filters",
        role="search",
        aria_label=t("handoffs.filters"),
        data_open=rx.cond(RecordsState.shows_filters, "true", "false"),
    )


def _choices() -> tuple[rx.Component, ...]:
    wanted = RecordsState.wanted
    return (
        _filter("status", wanted.status, tuple(Status), "handoffs.status_"),
        _filter("note", wanted.note, tuple(NoteState), "handoffs.note_"),
        _filter("reason", wanted.reason, tuple(TransferReason), "reason."),
        _filter("source", wanted.source, tuple(AskedBy), "handoffs.source_"),
        _filter("disposition", wanted.disposition, tuple(Disposition), "disposition."),
        _filter("score", wanted.score, SCORES, ""),
        _agents(),
        _day("since", wanted.since),
        _day("until", wanted.until),
        _clear(),
    )


def _unfold() -> rx.Component:
    """Where there is no room for all choices at once; how many of them are made is said on it."""
    count = _count()
    return rx.button(
        rx.icon("sliders-horizontal", size=16),
        rx.cond(count > 0, t("handoffs.filters_set", count=count.to_string()), t("handoffs.filters")),
        variant=rx.cond(count > 0, "soft", "surface"),
        on_click=RecordsState.fold_filters,
        class_name="records-unfold",
        aria_expanded=rx.cond(RecordsState.shows_filters, "true", "false"),
        aria_controls="handoffs-choices",
        data_testid="handoffs-unfold",
    )


def _count() -> Var[int]:
    """How many choices are made, the search apart."""
    wanted = RecordsState.wanted
    chosen = (
        wanted.status,
        wanted.note,
        wanted.reason,
        wanted.source,
        wanted.disposition,
        wanted.score,
        wanted.agent,
        wanted.since,
        wanted.until,
    )
    made = [rx.cond(one != "", 1, 0).to(int) for one in chosen]
    return reduce(add, made)


def _filter(name: str, value: Var[str], options: tuple[str, ...], prefix: str) -> rx.Component:
    def text(option: str) -> str | Var[str]:
        return t(f"{prefix}{option}") if prefix else option

    return rx.select.root(
        rx.select.trigger(aria_label=t(f"handoffs.{name}"), data_testid=f"handoffs-filter-{name}"),
        rx.select.content(
            rx.select.item(t(f"handoffs.any_{name}"), value=ANY),
            *(rx.select.item(text(option), value=str(option)) for option in options),
        ),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: RecordsState.choose(name, _or_none(chosen)),
    )


def _or_none(chosen: Var[str]) -> Var[str]:
    return rx.cond(chosen == ANY, "", chosen)


def _agents() -> rx.Component:
    value = RecordsState.wanted.agent
    return rx.select.root(
        rx.select.trigger(aria_label=t("handoffs.agent"), data_testid="handoffs-filter-agent"),
        rx.select.content(
            rx.select.item(t("handoffs.any_agent"), value=ANY),
            rx.foreach(RecordsState.agents, lambda one: rx.select.item(one.name, value=one.id)),
        ),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: RecordsState.choose("agent", _or_none(chosen)),
    )


def _day(name: str, value: Var[str]) -> rx.Component:
    return rx.el.label(
        rx.el.span(t(f"handoffs.{name}"), class_name="records-day"),
        rx.input(
            type="date",
            value=value,
            on_change=lambda day: RecordsState.choose(name, day),
            data_testid=f"handoffs-{name}",
        ),
        class_name="records-date",
    )


def _is_filtered() -> Var[bool]:
    return (_count() > 0) | (RecordsState.wanted.q != "")


def _clear() -> rx.Component:
    clear = rx.button(
        rx.icon("x", size=16),
        t("handoffs.clear"),
        variant="ghost",
        color_scheme="gray",
        on_click=RecordsState.clear,
        data_testid="handoffs-clear",
        align_self="center",
    )
    return rx.cond(_is_filtered(), clear)


def _content() -> rx.Component:
    nothing = rx.cond(
        _is_filtered(),
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
