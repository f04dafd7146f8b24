"""The table: sorted by its headings, columns at choice, acts on the chosen rows."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.models import MAX_TAG_CHARS
from aics_app.tickets.rules.filters import By
from aics_app.tickets.ui.board import BoardState
from aics_app.tickets.ui.board_browser import due_in
from aics_app.tickets.ui.board_shapes import COLUMNS, CardView
from aics_app.tickets.ui.table import Refusal, TableState
from aics_app.tickets.ui.words import priority, said, status
from aics_app.ui import routes
from aics_app.ui.components import empty_state, page_link, relative_time
from aics_app.ui.components.tables import more_button
from aics_app.ui.i18n import t

SORTS = {
    "status": By.STATUS,
    "priority": By.PRIORITY,
    "due": By.DUE,
    "updated": By.UPDATED,
    "created": By.CREATED,
}


def table() -> rx.Component:
    """Rows, or why there are none."""
    nothing = empty_state("search-x", t("board.none_found"), t("board.none_found_text"))
    listed = rx.el.table(
        rx.el.thead(_head()),
        rx.el.tbody(rx.foreach(TableState.rows, _row)),
        class_name="board-table",
        aria_label=t("board.title"),
    )
    return rx.box(
        _acts(),
        _refused(),
        rx.cond(
            TableState.rows,
            rx.fragment(
                rx.box(
                    listed, class_name="table-scroll", tab_index=0, role="region", aria_label=t("board.title")
                ),
                more_button(TableState.next_cursor, TableState.show_more, ~BoardState.loaded),
            ),
            nothing,
        ),
        class_name="board-table-box",
    )


def _shows(name: str) -> Var[bool]:
    return ~BoardState.wanted.hidden.split(",").contains(name)


def _head() -> rx.Component:
    every = rx.el.input(
        type="checkbox",
        aria_label=t("board.choose_all"),
        checked=TableState.chosen.length() == TableState.rows.length(),
        on_change=TableState.choose_all(TableState.chosen.length() != TableState.rows.length()),
        data_testid="board-choose-all",
    )
    return rx.el.tr(
        rx.el.th(every, class_name="board-check"),
        rx.el.th(t("board.column_title")),
        *(rx.cond(_shows(name), _heading(name)) for name in COLUMNS),
    )


def _heading(name: str) -> rx.Component:
    if name not in SORTS:
        return rx.el.th(t(f"board.column_{name}"))
    word, sort = SORTS[name].value, BoardState.wanted.sort
    turned = rx.cond(sort == word, f"-{word}", word)
    arrow = rx.match(
        sort,
        (word, rx.icon("arrow-down-wide-narrow", size=14)),
        (f"-{word}", rx.icon("arrow-up-narrow-wide", size=14)),
        rx.icon("chevrons-up-down", size=14),
    )
    order = rx.match(sort, (word, "descending"), (f"-{word}", "ascending"), "none")
    button = rx.el.button(
        t(f"board.column_{name}"),
        arrow,
        type="button",
        class_name="board-sort",
        on_click=BoardState.choose("sort", turned),
        data_testid=f"board-sort-{name}",
    )
    return rx.el.th(button, aria_sort=order)


def _row(row: Var[CardView]) -> rx.Component:
    is_chosen = TableState.chosen.contains(row.order_no)
    box = rx.el.input(
        type="checkbox",
        aria_label=t("board.choose_one", title=row.title),
        checked=is_chosen,
        on_change=TableState.choose(row.order_no, ~is_chosen),
        data_testid="board-choose",
    )
    link = page_link(
        rx.el.span(row.order_no, class_name="board-no"),
        rx.el.span(row.title, class_name="board-title"),
        href=routes.board(row.order_no),
        class_name="board-row-link",
    )
    cells = {
        "status": status(row.status),
        "priority": priority(row.priority),
        "category": said(row.topic),
        "customer": row.customer,
        "handler": rx.cond(row.handler, row.handler, "–"),
        "due": due_in(row.clock),
        "tags": rx.foreach(row.tags, lambda tag: rx.el.span(tag, class_name="board-tag")),
        "updated": relative_time(row.updated_at),
        "created": relative_time(row.created_at),
    }
    return rx.el.tr(
        rx.el.td(box, class_name="board-check"),
        rx.el.td(link),
        *(rx.cond(_shows(name), rx.el.td(cell)) for name, cell in cells.items()),
        data_testid="board-row",
        data_order_no=row.order_no,
        data_status=row.status.word,
        aria_selected=rx.cond(is_chosen, "true", "false"),
        key=row.order_no,
    )


def _acts() -> rx.Component:
    """What can be done to all that are chosen; which columns there are while none is."""
    choices = BoardState.choices
    people = (
        rx.menu.item(t("board.nobody"), on_select=TableState.assign("")),
        rx.menu.separator(),
        rx.foreach(
            choices.people,
            lambda one: rx.menu.item(
                rx.cond(one.is_me, t("board.me_name", name=one.name), one.name),
                on_select=TableState.assign(one.id.to_string()),
            ),
        ),
    )
    acts = rx.box(
        rx.el.strong(t("board.chosen", count=TableState.chosen.length().to_string())),
        _menu("assign", "user-plus", *people),
        _menu("priority", "flame", _words(choices.priorities, TableState.set_priority)),
        _menu("category", "folder", _words(choices.topics, TableState.set_category)),
        _tagger(),
        _menu("move", "move-right", _words(choices.statuses, TableState.move)),
        class_name="board-acts",
        data_testid="board-acts",
    )
    return rx.cond(TableState.chosen.length() > 0, acts, rx.box(_columns(), class_name="board-acts"))


def _tagger() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="tag",
            max_length=MAX_TAG_CHARS,
            required=True,
            placeholder=t("board.bulk_tag"),
            aria_label=t("board.bulk_tag"),
            auto_complete="off",
            class_name="customer-tag-field",
            data_testid="board-bulk-tag",
        ),
        on_submit=TableState.add_tag,
        reset_on_submit=True,
    )


def _menu(name: str, icon: str, *items: rx.Component) -> rx.Component:
    opener = rx.button(
        rx.icon(icon, size=16),
        t(f"board.bulk_{name}"),
        size="1",
        variant="soft",
        color_scheme="gray",
        data_testid=f"board-bulk-{name}",
    )
    return rx.menu.root(rx.menu.trigger(opener), rx.menu.content(*items), modal=False)


def _words(options: Var, act: object) -> rx.Component:
    return rx.foreach(options, lambda one: rx.menu.item(said(one), on_select=act(one.word)))


def _columns() -> rx.Component:
    """Which columns are shown, as the address keeps them."""

    def box(name: str) -> rx.Component:
        hidden = BoardState.wanted.hidden
        shows = _shows(name)
        following = rx.cond(
            shows,
            hidden + "," + name,
            hidden.to(str).replace(name, ""),
        )
        return rx.menu.item(
            rx.cond(shows, rx.icon("square-check", size=14), rx.icon("square", size=14)),
            t(f"board.column_{name}"),
            on_select=BoardState.choose("hidden", following),
        )

    return _menu("columns", "columns-3", *(box(name) for name in COLUMNS))


def _refused() -> rx.Component:
    def line(one: Var[Refusal]) -> rx.Component:
        return rx.el.li(
            page_link(one.title, href=routes.board(one.order_no)),
            " – ",
            one.reason,
            data_testid="board-refusal",
        )

    figures = t(
        "board.bulk_done",
        done=TableState.done.to_string(),
        refused=TableState.refusals.length().to_string(),
    )
    close = rx.button(
        t("ui.close"), size="1", variant="soft", color_scheme="gray", on_click=TableState.dismiss
    )
    told = rx.callout.root(
        rx.callout.icon(rx.icon("list-checks", size=16)),
        rx.el.div(
            rx.el.p(figures),
            close,
            rx.cond(TableState.refusals, rx.el.ul(rx.foreach(TableState.refusals, line))),
            class_name="board-refusals",
        ),
        color_scheme=rx.cond(TableState.refusals, "amber", "green"),
        size="1",
        role="status",
        data_testid="board-bulk-told",
    )
    return rx.cond(TableState.done >= 0, told)
