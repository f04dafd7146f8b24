"""The page of what a figure counts."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.stats.models import Metric, RowKind
from aics_app.stats.ui.rows import RowsState, RowView
from aics_app.stats.ui.words import shown
from aics_app.ui.components import (
    Column,
    data_table,
    empty_state,
    error_state,
    link_button,
    moment,
    page_link,
    status_badge,
)
from aics_app.ui.i18n import t

KINDS = {
    RowKind.CONVERSATION: ("messages-square", "blue"),
    RowKind.HANDOFF: ("headset", "amber"),
    RowKind.TICKET: ("ticket", "jade"),
}
SIDES = {
    "good": ("thumbs-up", "jade"),
    "bad": ("thumbs-down", "amber"),
    "met": ("circle-check", "jade"),
    "breached": ("clock-alert", "red"),
    "confirmed": ("circle-check", "jade"),
    "assumed": ("circle-help", "gray"),
    "taken": ("headset", "blue"),
    "resolved": ("circle-check", "jade"),
}


def rows_page() -> rx.Component:
    """`RowsState.open` loads it."""
    back = link_button(t("stats.back"), RowsState.back, icon="arrow-left", variant="soft", size="2")
    missing = empty_state("search-x", t("stats.rows_missing"), t("stats.rows_missing_text"), back)
    failed = error_state(t("stats.failed"), t("stats.failed_text"), retry=RowsState.reload)
    title = rx.cond(RowsState.title.zh, shown(RowsState.title), t("stats.rows"))
    return page_frame(
        title,
        rx.cond(RowsState.missing, missing, rx.cond(RowsState.failed, failed, _listed())),
        action=back,
        active="dashboard",
    )


def _listed() -> rx.Component:
    sought = RowsState.sought
    days = rx.text(
        rx.cond(
            sought.of == Metric.BACKLOG.value,
            t("stats.end_of", day=sought.until),
            t("stats.days", first=sought.since, last=sought.until),
        ),
        size="2",
        color_scheme="gray",
        as_="p",
        class_name="stats-days",
    )
    columns = (
        Column(t("stats.row_at"), lambda row: moment(row.at)),
        Column(t("stats.row_kind"), _kind, wide_only=True),
        Column(t("stats.row_title"), _title),
        Column(t("stats.row_person"), lambda row: rx.el.span(row.person), wide_only=True),
        Column(
            rx.cond(RowsState.timed, t("stats.row_value"), rx.cond(RowsState.sided, t("stats.row_side"), "")),
            _value,
            numeric=True,
        ),
    )
    table = data_table(
        columns,
        RowsState.rows,
        label=t("stats.rows"),
        loading=~RowsState.loaded,
        empty=empty_state("inbox", t("stats.empty"), t("stats.rows_empty_text")),
        next_cursor=RowsState.next_cursor,
        on_more=RowsState.show_more,
        row_attrs=lambda row: {"data_testid": "stats-row", "data_kind": row.kind},
    )
    return rx.fragment(days, rx.box(table, class_name="stats-rows"))


def _kind(row: Var[RowView]) -> rx.Component:
    kinds = (
        (str(kind), status_badge(t(f"stats.kind.{kind}"), icon=icon, color=color))
        for kind, (icon, color) in KINDS.items()
    )
    return rx.match(row.kind, *kinds, rx.fragment())


def _title(row: Var[RowView]) -> rx.Component:
    way = page_link(row.title, href=row.href, class_name="stats-row-link", data_testid="stats-row-open")
    return rx.box(
        rx.cond(row.href, way, rx.el.span(row.title)),
        rx.cond(row.number, rx.el.span(row.number, class_name="stats-fine")),
    )


def _value(row: Var[RowView]) -> rx.Component:
    """How long it took, or on which side it is; most figures have neither."""
    sides = (
        (side, status_badge(t(f"stats.side.{side}"), icon=icon, color=color, testid="stats-row-side"))
        for side, (icon, color) in SIDES.items()
    )
    return rx.cond(RowsState.timed, rx.el.span(shown(row.value)), rx.match(row.side, *sides, rx.fragment()))
