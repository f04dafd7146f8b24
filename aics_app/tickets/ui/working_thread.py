"""What was said on a ticket, as its staff reads it: customer, colleagues, and notes that are none of both."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.ui.working import WorkState
from aics_app.tickets.ui.working_shapes import LineView
from aics_app.ui import routes
from aics_app.ui.components import avatar, clock_time, file_list, page_link, relative_time
from aics_app.ui.i18n import t


def thread() -> tuple[rx.Component, ...]:
    """From where it came to its last word."""
    return _merged_away(), _own(), _opening(), rx.foreach(WorkState.lines, _line)


def _merged_away() -> rx.Component:
    into = WorkState.about.merged_into
    told = rx.callout.root(
        rx.callout.icon(rx.icon("merge", size=16)),
        rx.callout.text(
            t("board.merged_into"), " ", page_link(into, href=routes.board(into), class_name="board-inline")
        ),
        color_scheme="amber",
        size="1",
        data_testid="ticket-merged",
    )
    return rx.cond(into, told)


def _own() -> rx.Component:
    """Nobody works on a matter of his own; he follows it where customers do."""
    told = rx.callout.root(
        rx.callout.icon(rx.icon("user-round", size=16)),
        rx.callout.text(
            t("board.own"),
            " ",
            page_link(
                t("board.own_follow"), href=routes.ticket(WorkState.order_no), class_name="board-inline"
            ),
        ),
        size="1",
        data_testid="ticket-own",
    )
    return rx.cond(WorkState.about.is_own, told)


def _opening() -> rx.Component:
    """What the ticket began with."""
    about = WorkState.about
    return _said_by(
        about.customer,
        about.face,
        about.content,
        about.created_at,
        rx.box(file_list(about.files)),
        sender="user",
    )


def _line(line: Var[LineView]) -> rx.Component:
    files = rx.box(file_list(line.files))
    own = (line.name, line.face, line.text, line.at, files)
    return rx.fragment(
        rx.match(
            line.sender,
            ("note", _note(line)),
            ("agent", _said_by(*own, sender="agent", merged_from=line.merged_from)),
            _said_by(*own, sender="user", merged_from=line.merged_from),
        ),
        key=line.id.to_string() + line.at,
    )


def _said_by(  # noqa: PLR0913 - who said what when
    name: Var[str],
    face: Var[str],
    text: Var[str],
    at: Var[str],
    files: rx.Component,
    *,
    sender: str,
    merged_from: Var[str] | str = "",
) -> rx.Component:
    from_other = rx.cond(
        merged_from, rx.el.span(t("board.from_other", number=merged_from), class_name="board-fine")
    )
    role = t("board.by_staff") if sender == "agent" else t("board.by_customer")
    return rx.box(
        avatar(name, face, color="orange" if sender == "agent" else "blue"),
        rx.box(
            rx.box(
                rx.el.strong(name),
                rx.el.span(role, class_name="board-fine"),
                relative_time(at),
                from_other,
                class_name="said-by",
            ),
            rx.el.div(text, class_name="board-text"),
            files,
            min_width="0",
        ),
        class_name="said desk-own" if sender == "agent" else "said",
        data_testid="ticket-line",
        data_sender=sender,
    )


def _note(line: Var[LineView]) -> rx.Component:
    return rx.box(
        rx.box(
            rx.icon("sticky-note", size=14),
            rx.el.strong(t("desk.note_by", name=line.name)),
            clock_time(line.at),
            class_name="said-by",
        ),
        rx.el.div(line.text, class_name="board-text"),
        file_list(line.files),
        class_name="desk-note-line",
        data_testid="ticket-line",
        data_sender="note",
    )
