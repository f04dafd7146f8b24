"""The staff's page of one ticket: title row with the next steps, thread, and what is known at the side."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.tickets.models import MAX_CONTENT_CHARS, MAX_TITLE_CHARS
from aics_app.tickets.ui.answering import AnswerState
from aics_app.tickets.ui.assigning import assign_menu
from aics_app.tickets.ui.board_browser import TicketKeys, due_in
from aics_app.tickets.ui.keys import TICKET_KEYS, board_keys
from aics_app.tickets.ui.macros import macro_menu
from aics_app.tickets.ui.moving import MoveState
from aics_app.tickets.ui.moving_shapes import WayView
from aics_app.tickets.ui.moving_window import moving_window
from aics_app.tickets.ui.words import priority, said, status
from aics_app.tickets.ui.working import WorkState
from aics_app.tickets.ui.working_side import side
from aics_app.tickets.ui.working_thread import thread
from aics_app.ui import routes
from aics_app.ui.canned import canned_button, canned_menu
from aics_app.ui.components import (
    empty_state,
    link_button,
    message_log,
    notice,
    page_header,
    page_link,
    skeleton_rows,
)
from aics_app.ui.composer import composer
from aics_app.ui.i18n import t
from aics_app.ui.markdown import gaps

REPLY_DRAFT = "ticket-reply:" + WorkState.order_no


def working_page() -> rx.Component:
    """For the staff; `WorkState.open` loads it."""
    missing = empty_state(
        "ticket-x",
        t("board.missing"),
        t("board.missing_text"),
        link_button(t("board.back"), routes.BOARD, icon="arrow-left", size="2"),
    )
    return page_frame(
        t("board.ticket"),
        rx.cond(
            WorkState.missing,
            missing,
            rx.cond(WorkState.about.order_no, _ticket(), rx.box(skeleton_rows(), padding="var(--space-4)")),
        ),
        moving_window(),
        TicketKeys.create(order_no=WorkState.order_no, on_step=WorkState.step_to),
        gaps(WorkState.pull),
        active="board",
        full_bleed=True,
    )


def _ticket() -> rx.Component:
    talk = rx.box(
        page_header(
            _title(),
            _meta(),
            before=page_link(
                rx.icon("arrow-left", size=18),
                href=routes.BOARD,
                class_name="board-back",
                aria_label=t("board.back"),
            ),
            action=board_keys(TICKET_KEYS),
        ),
        rx.box(
            assign_menu(), rx.foreach(WorkState.about.ways, _step), macro_menu(), class_name="board-steps"
        ),
        message_log(
            *thread(),
            label=t("board.thread"),
            pin_key=WorkState.order_no + ":" + AnswerState.accepted,
            testid="ticket-log",
        ),
        _footer(),
        class_name="desk-talk board-talk",
    )
    return rx.box(
        talk,
        rx.el.aside(side(), class_name="board-side", aria_label=t("board.side")),
        class_name="board-work",
    )


def _title() -> rx.Component:
    about = WorkState.about
    opener = rx.el.button(
        about.title,
        rx.icon("pencil", size=14),
        type="button",
        class_name="board-rename",
        title=t("board.rename"),
        on_click=WorkState.edit_title(True),
        data_testid="ticket-rename",
    )
    form = rx.el.form(
        rx.el.input(
            name="title",
            default_value=about.title,
            max_length=MAX_TITLE_CHARS,
            required=True,
            auto_focus=True,
            aria_label=t("board.rename"),
            class_name="board-title-field",
            data_testid="ticket-rename-field",
        ),
        rx.button(t("board.save"), type="submit", size="1"),
        rx.button(
            t("ui.cancel"),
            type="button",
            size="1",
            variant="soft",
            color_scheme="gray",
            on_click=WorkState.edit_title(False),
        ),
        on_submit=WorkState.rename,
        class_name="board-title-form",
    )
    return rx.cond(WorkState.editing, form, rx.cond(about.may_work, opener, rx.el.span(about.title)))


def _meta() -> rx.Component:
    about = WorkState.about
    return rx.box(
        status(about.status, "ticket-status"),
        priority(about.priority),
        rx.foreach(
            about.clocks, lambda one: rx.cond(~one.met, rx.el.span(_clock_name(one.kind), " ", due_in(one)))
        ),
        rx.el.span(about.order_no, class_name="board-no", data_testid="ticket-number"),
        class_name="desk-meta board-meta",
    )


def _clock_name(kind: Var[str]) -> Var[str]:
    return rx.cond(kind == "reply", t("board.clock_reply"), t("board.clock_resolve"))


def _step(way: Var[WayView]) -> rx.Component:
    def button(**look: str) -> rx.Component:
        return rx.button(
            said(way),
            size="2",
            on_click=MoveState.begin(WorkState.order_no, way.target, WorkState.about.version),
            data_testid="board-transition",
            data_status=way.target,
            **look,
        )

    return rx.cond(way.is_main, button(), button(variant="soft", color_scheme="gray"))


def _footer() -> rx.Component:
    """Replies while there is more to say to the customer; notes always."""
    about = WorkState.about
    resolved = notice(t("board.resolved_reply"))
    reply = rx.cond(about.is_resolved, resolved, _reply())
    body = rx.fragment(
        rx.box(
            _mode("reply", "message-square"),
            _mode("note", "sticky-note"),
            rx.cond((AnswerState.mode == "reply") & ~about.is_resolved, canned_button(REPLY_DRAFT)),
            class_name="desk-modes",
        ),
        rx.cond(
            AnswerState.mode == "reply",
            reply,
            _box(AnswerState.write_note, "note", t("desk.note_placeholder")),
        ),
    )
    return rx.cond(about.may_work, rx.box(body, class_name="chat-footer"))


def _reply() -> rx.Component:
    menu = canned_menu(REPLY_DRAFT, "order_no=" + WorkState.order_no)
    return _box(AnswerState.say, "reply", t("desk.reply_placeholder"), menu)


def _mode(name: str, icon: str) -> rx.Component:
    return rx.el.button(
        rx.icon(icon, size=14),
        t(f"desk.mode_{name}"),
        type="button",
        class_name="chip",
        aria_pressed=rx.cond(AnswerState.mode == name, "true", "false"),
        on_click=AnswerState.set_mode(name),
        data_testid=f"ticket-{name}",
    )


def _box(on_send: object, kind: str, placeholder: Var[str], *above: rx.Component) -> rx.Component:
    return rx.box(
        *above,
        composer(
            on_send,
            WorkState.pull,
            streaming=False,
            accepted=AnswerState.accepted,
            refused=AnswerState.refused,
            draft_key=f"ticket-{kind}:" + WorkState.order_no,
            limit=MAX_CONTENT_CHARS,
            placeholder=placeholder,
            testids=("ticket-reply-input", "ticket-reply-send"),
            attach=True,
        ),
        class_name=f"desk-{kind}-box",
    )
