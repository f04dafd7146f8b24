"""Rows from the server, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components.feedback import skeleton_rows
from aics_app.ui.i18n import t

Text = str | Var[str]


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a row's cell looks, and whether it holds numbers (right-aligned)."""

    title: Text
    cell: Callable[[Var], rx.Component | Var]
    numeric: bool = False
    width: str = "auto"
    wide_only: bool = False


def data_table(  # noqa: PLR0913 - a table with all its states
    columns: tuple[Column, ...],
    rows: Var[list],
    *,
    label: Text,
    loading: Var[bool],
    empty: rx.Component,
    next_cursor: Var[str] | None = None,
    on_more: object = None,
    row_attrs: Callable[[Var], dict[str, object]] = lambda _row: {},
) -> rx.Component:
    """A table with its loading and empty states, and "show more" while there is a next cursor."""

    def line(row: Var) -> rx.Component:
        cells = (rx.table.cell(column.cell(row), class_name=_classes(column)) for column in columns)
        return rx.table.row(*cells, **row_attrs(row))

    head = rx.table.header(rx.table.row(*(_heading(column) for column in columns)))
    table = rx.table.root(
        head, rx.table.body(rx.foreach(rows, line)), aria_label=label, width="100%", size="2"
    )
    filled = rx.fragment(
        rx.box(table, class_name="table-scroll", tab_index=0, role="region", aria_label=label),
        rx.fragment() if next_cursor is None else more_button(next_cursor, on_more, loading),
    )
    return rx.cond(rows.length() > 0, filled, rx.cond(loading, skeleton_rows(), empty))


def more_button(next_cursor: Var[str], on_more: object, loading: Var[bool]) -> rx.Component:
    """Asks for the next page; gone on the last one."""
    button = rx.button(t("ui.more"), variant="soft", color_scheme="gray", on_click=on_more, loading=loading)
    return rx.cond(next_cursor, rx.flex(button, justify="center", padding="var(--space-4)"))


def _heading(column: Column) -> rx.Component:
    return rx.table.column_header_cell(column.title, class_name=_classes(column), width=column.width)


def _classes(column: Column) -> str:
    return " ".join(name for name, on in (("numeric", column.numeric), ("wide-only", column.wide_only)) if on)
