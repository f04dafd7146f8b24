"""The window that asks where a ticket is to go, and for what the way needs."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.models import MAX_CONTENT_CHARS
from aics_app.tickets.ui.moving import MoveState
from aics_app.tickets.ui.moving_shapes import Colleague, WayView, WordView
from aics_app.tickets.ui.words import said, status_icon
from aics_app.ui.components import dialog, empty_state
from aics_app.ui.i18n import t


def moving_window() -> rx.Component:
    """For the board and for a ticket's page."""
    nowhere = empty_state("lock", t("board.no_ways"), t("board.no_ways_text"))
    return dialog(
        t("board.move_title"),
        rx.cond(MoveState.ways, _form(), nowhere),
        text=MoveState.title,
        open=MoveState.is_open,
        on_open_change=MoveState.set_open,
    )


def _form() -> rx.Component:
    need = MoveState.needs
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(t("board.move_where"), class_name="visually-hidden"),
            rx.foreach(MoveState.ways, _way),
            class_name="board-ways",
        ),
        rx.cond(need.contains("assignee"), _select("assignee", rx.foreach(MoveState.people, _person))),
        rx.cond(need.contains("category"), _select("category", rx.foreach(MoveState.topics, _topic))),
        rx.cond(need.contains("reply"), _reply()),
        rx.flex(
            rx.button(t("board.move_go"), type="submit", size="3", data_testid="board-move-go"),
            justify="end",
        ),
        on_submit=MoveState.submit,
        class_name="board-move-form",
    )


def _way(way: Var[WayView]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="way",
            value=way.target,
            checked=MoveState.chosen == way.target,
            auto_focus=MoveState.chosen == way.target,
            on_change=MoveState.pick(way.target),
            data_testid="board-way",
            data_status=way.target,
        ),
        status_icon(way.kind),
        rx.el.span(said(way)),
        class_name="board-way",
    )


def _select(name: str, options: rx.Component) -> rx.Component:
    field = f"board-need-{name}"
    return rx.box(
        rx.el.label(t(f"board.need_{name}"), html_for=field, class_name="field-label"),
        rx.el.select(
            rx.el.option(t("board.choose"), value=""),
            options,
            id=field,
            name=name,
            required=True,
            class_name="board-select",
            data_testid=field,
        ),
        class_name="field",
    )


def _person(one: Var[Colleague]) -> rx.Component:
    me = t("board.me_name", name=one.name)
    load = t("board.in_hand", count=one.load.to_string())
    return rx.el.option(rx.cond(one.is_me, me, one.name) + " · " + load, value=one.id.to_string())


def _topic(one: Var[WordView]) -> rx.Component:
    return rx.el.option(said(one), value=one.word)


def _reply() -> rx.Component:
    field = "board-need-reply"
    return rx.box(
        rx.el.label(t("board.need_reply"), html_for=field, class_name="field-label"),
        rx.text_area(
            id=field,
            name="reply",
            required=True,
            rows="5",
            max_length=MAX_CONTENT_CHARS,
            placeholder=t("board.need_reply_hint"),
            data_testid=field,
        ),
        rx.el.p(t("board.need_reply_public"), class_name="board-fine"),
        class_name="field",
    )
