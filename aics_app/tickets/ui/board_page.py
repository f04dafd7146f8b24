"""The board of tickets: columns by status, or a table."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.tickets.ui.board import BoardState
from aics_app.tickets.ui.board_browser import BoardHands, Listed, due_in
from aics_app.tickets.ui.board_filters import filters, is_filtered
from aics_app.tickets.ui.board_shapes import CardView, ColumnView
from aics_app.tickets.ui.board_table import table
from aics_app.tickets.ui.keys import BOARD_KEYS, board_keys
from aics_app.tickets.ui.moving import MoveState
from aics_app.tickets.ui.moving_window import moving_window
from aics_app.tickets.ui.words import priority, said, status_icon
from aics_app.ui import routes
from aics_app.ui.components import (
    avatar,
    empty_state,
    error_state,
    page_header,
    page_link,
    relative_time,
    segmented,
    skeleton_rows,
)
from aics_app.ui.i18n import t


def board_page() -> rx.Component:
    """For the staff; `BoardState.open` loads it."""
    views = (("board", t("board.view_board")), ("table", t("board.view_table")))
    switch = segmented(
        BoardState.wanted.view,
        views,
        lambda view: BoardState.choose("view", view),
        label=t("board.view"),
        testid="board-view",
    )
    return page_frame(
        t("board.title"),
        rx.box(
            page_header(
                t("board.title"),
                action=rx.flex(switch, board_keys(BOARD_KEYS), align="center", gap="var(--space-2)"),
            ),
            filters(),
            _content(),
            class_name="board-page",
        ),
        moving_window(),
        BoardHands.create(
            settled=MoveState.settled,
            moved=MoveState.moved,
            on_move=MoveState.begin,
            on_menu=MoveState.begin,
        ),
        Listed.create(numbers=BoardState.numbers),
        active="board",
        full_bleed=True,
    )


def _content() -> rx.Component:
    failed = error_state(t("board.failed"), t("board.failed_text"), retry=BoardState.refresh)
    shown = rx.cond(BoardState.wanted.view == "table", table(), _board())
    return rx.box(
        rx.cond(
            BoardState.failed,
            failed,
            rx.cond(BoardState.loaded, shown, rx.box(skeleton_rows(), padding="var(--space-4)")),
        ),
        class_name="board-content",
    )


def _board() -> rx.Component:
    nothing = rx.cond(
        is_filtered(),
        empty_state("search-x", t("board.none_found"), t("board.none_found_text")),
        empty_state("ticket-check", t("board.empty"), t("board.empty_text")),
    )
    return rx.fragment(
        rx.box(rx.foreach(BoardState.columns, _switch), class_name="board-switch", role="tablist"),
        rx.box(rx.foreach(BoardState.columns, _column), class_name="board-columns"),
        rx.cond(BoardState.numbers.length() == 0, rx.box(nothing, class_name="board-nothing")),
    )


def _switch(column: Var[ColumnView]) -> rx.Component:
    """On a phone: which column is shown."""
    return rx.el.button(
        status_icon(column.status.kind),
        said(column.status),
        rx.el.span(column.count, class_name="board-count"),
        type="button",
        role="tab",
        aria_selected=rx.cond(column.status.word == BoardState.shown, "true", "false"),
        on_click=BoardState.look_at(column.status.word),
        class_name="chip",
        data_testid="board-switch",
        data_status=column.status.word,
        key=column.status.word,
    )


def _column(column: Var[ColumnView]) -> rx.Component:
    is_shown = column.status.word == BoardState.shown
    more = rx.el.button(
        t("board.more", count=column.count),
        type="button",
        class_name="board-more",
        on_click=BoardState.show_all_of(column.status.word),
        data_testid="board-more",
    )
    head = rx.el.h2(
        status_icon(column.status.kind),
        said(column.status),
        rx.el.span(column.count, class_name="board-count", data_testid="board-count"),
        class_name="board-head",
    )
    return rx.el.section(
        head,
        rx.el.ul(rx.foreach(column.cards, _card), class_name="board-cards"),
        rx.cond(column.has_more, more),
        class_name=rx.cond(is_shown, "board-column board-shown", "board-column"),
        aria_label=said(column.status),
        data_testid="board-column",
        data_status=column.status.word,
        key=column.status.word,
    )


def _card(card: Var[CardView]) -> rx.Component:
    link = page_link(
        rx.el.span(rx.el.span(card.order_no, class_name="board-no"), _urgency(card), class_name="board-line"),
        rx.el.strong(card.title, class_name="board-title"),
        rx.el.span(card.customer, " · ", relative_time(card.created_at), class_name="board-fine"),
        rx.cond(card.tags, rx.el.span(rx.foreach(card.tags, _tag), class_name="board-tags")),
        rx.el.span(due_in(card.clock), handler(card), class_name="board-line"),
        href=routes.board(card.order_no),
        class_name="board-link",
        draggable=False,
    )
    mover = rx.el.button(
        rx.icon("move-right", size=16),
        type="button",
        class_name="board-mover",
        aria_label=t("board.move_whom", title=card.title),
        title=t("board.move"),
        on_click=MoveState.begin(card.order_no, "", card.version),
        data_testid="board-move",
    )
    return rx.el.li(
        link,
        rx.cond(card.ways, mover),
        class_name="board-item",
        draggable=True,
        data_card="",
        data_testid="board-card",
        data_order_no=card.order_no,
        data_ways=card.ways,
        data_version=card.version.to_string(),
        key=card.order_no,
    )


def _urgency(card: Var[CardView]) -> rx.Component:
    return rx.cond(card.priority.kind, priority(card.priority))


def _tag(tag: Var[str]) -> rx.Component:
    return rx.el.span(tag, class_name="board-tag")


def handler(card: Var[CardView]) -> rx.Component:
    """Who has it, or that nobody has."""
    nobody = rx.el.span(rx.icon("user-x", size=12), t("board.nobody"), class_name="board-fine board-nobody")
    somebody = rx.el.span(avatar(card.handler, size="1"), card.handler, class_name="board-handler")
    return rx.cond(card.handler, somebody, nobody)
