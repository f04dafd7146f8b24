"""The customer's chat: conversations at the left, the open one in the middle, the input below."""

from collections.abc import Callable

import reflex as rx

from aics_app.accounts.ui.frame import page_frame
from aics_app.chat.ui.components import said
from aics_app.chat.ui.history import HistoryState
from aics_app.chat.ui.history_list import history
from aics_app.chat.ui.judging import SourceState
from aics_app.chat.ui.people import PersonState, at_the_end, has_word
from aics_app.chat.ui.states import ChatState
from aics_app.ui import routes
from aics_app.ui.components import (
    ai_avatar,
    dialog,
    empty_state,
    log_way,
    message_log,
    notice,
    page_header,
    page_link,
    return_focus,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.composer import composer
from aics_app.ui.every import every
from aics_app.ui.i18n import t
from aics_app.ui.markdown import gaps, markdown

FIRST_QUESTIONS = 4
LOOKS_EVERY_S = 5
CHECKS_EVERY_S = 15


def chat_page(
    person: rx.Component, badge: Callable[[rx.Component], rx.Component], card: rx.Component
) -> rx.Component:
    """A customer asks and is answered.

    What is known of people comes from above: the button that asks for one, the badge of who speaks instead
    of the AI's own, and the card at the end of the log.
    """
    return page_frame(
        t("chat.title"),
        rx.box(
            rx.el.aside(history(), class_name="chat-aside", aria_label=t("chat.conversations")),
            rx.box(_header(person, badge), _conversation(card), class_name="chat-stage"),
            class_name="chat",
        ),
        _drawer(),
        _source(),
        gaps(ChatState.pull),
        active="chat",
        full_bleed=True,
    )


def _header(person: rx.Component, badge: Callable[[rx.Component], rx.Component]) -> rx.Component:
    opener = rx.icon_button(
        rx.icon("panel-left", size=18),
        variant="ghost",
        color_scheme="gray",
        aria_label=t("chat.conversations"),
        on_click=HistoryState.set_drawer(True),
        class_name="chat-opener",
    )
    return page_header(
        rx.cond(ChatState.title, ChatState.title, t("chat.new_title")),
        badge(
            rx.cond(
                ChatState.model_away,
                status_badge(t("chat.knowledge_only"), icon="book-open", color="amber"),
                status_badge(t("chat.ai_online"), icon="sparkles", color="jade"),
            )
        ),
        before=opener,
        action=rx.cond(
            ChatState.loaded & ~ChatState.missing, rx.box(_to_ticket(), person, class_name="chat-ways")
        ),
    )


def _to_ticket() -> rx.Component:
    """A ticket that begins with what was said here, if anything was; on a phone its icon says it."""
    own = ChatState.conversation_id
    return rx.button(
        page_link(
            rx.icon("ticket-plus", size=16),
            rx.el.span(t("chat.to_ticket"), class_name="chat-way-word"),
            href=rx.cond(own, routes.ticket_from(own), routes.TICKET_NEW),
            aria_label=t("chat.to_ticket"),
            title=t("chat.to_ticket"),
            data_testid="chat-to-ticket",
        ),
        as_child=True,
        variant="outline",
        color_scheme="gray",
    )


def _conversation(card: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.cond(
            ChatState.missing,
            rx.box(_missing(), class_name="chat-middle"),
            rx.cond(
                ~ChatState.loaded,
                rx.box(skeleton_rows(4, "64px"), class_name="chat-middle"),
                _log(card),
            ),
        ),
        rx.cond(~ChatState.missing, _footer()),
    )


def _missing() -> rx.Component:
    new = rx.link(rx.button(t("chat.new")), href=routes.CHAT)
    return empty_state("message-circle-off", t("chat.missing_title"), t("chat.missing_text"), new)


def _log(card: rx.Component) -> rx.Component:
    window = ChatState.window
    earlier = log_way(t("chat.earlier"), ChatState.show_earlier, icon="arrow-up", testid="chat-earlier")
    newest = log_way(t("chat.newest"), ChatState.show_newest, icon="arrow-down", testid="chat-newest")
    talk = rx.fragment(
        rx.cond(window.has_earlier, earlier),
        rx.foreach(ChatState.messages, said),
        rx.cond(window.ends_before > 0, newest),
        card,
        at_the_end(ChatState.conversation_id),
    )
    return message_log(
        rx.cond(ChatState.messages, talk, _welcome()),
        label=t("chat.log"),
        empty=~ChatState.messages.bool(),
        pin_key=f"{ChatState.conversation_id}:{ChatState.accepted}:{window.returns}",
    )


def _welcome() -> rx.Component:
    """Nothing said yet: what this is for, and four good questions."""
    questions = (t(f"chat.first_{number}") for number in range(1, FIRST_QUESTIONS + 1))
    chips = (
        rx.el.button(
            rx.icon(icon, size=16),
            question,
            type="button",
            class_name="chip first-question",
            on_click=ChatState.ask(question, _fresh_id(), []),
        )
        for icon, question in zip(("rotate-ccw", "truck", "receipt-text", "clock"), questions, strict=True)
    )
    return rx.box(
        ai_avatar(),
        rx.el.h2(t("chat.welcome_title"), class_name="welcome-title"),
        rx.text(t("chat.welcome_text"), color_scheme="gray", size="2", as_="p"),
        rx.box(*chips, class_name="first-questions"),
        class_name="welcome",
    )


def _fresh_id() -> rx.Var[str]:
    """A new id for a message that is sent by a button."""
    return rx.Var("(Date.now().toString(16) + Math.random().toString(16).slice(2, 14))", _var_type=str)


def _footer() -> rx.Component:
    waiting = rx.cond(
        ChatState.place > 0,
        rx.text(
            t("chat.waiting", place=ChatState.place.to_string()), size="1", color_scheme="gray", role="status"
        ),
    )
    return rx.box(
        rx.cond(ChatState.answering > 0, every(CHECKS_EVERY_S, ChatState.pull)),  # should a signal be lost
        rx.cond(ChatState.model_away, _model_away()),
        waiting,
        composer(
            ChatState.ask,
            ChatState.stop,
            streaming=ChatState.answering > 0,
            accepted=ChatState.accepted,
            refused=ChatState.refused,
            draft_key="chat:" + ChatState.conversation_id,
            on_typing=PersonState.tell_typing,
            heard=has_word(ChatState.conversation_id),
            attach=True,
            files_note=rx.cond(has_word(ChatState.conversation_id), "", t("files.ai_note")),
        ),
        rx.text(t("chat.fine_print"), size="1", color_scheme="gray", class_name="fine-print", as_="p"),
        class_name="chat-footer",
    )


def _model_away() -> rx.Component:
    """Said while it lasts: the page asks now and then whether it is over."""
    return rx.fragment(
        notice(t("chat.model_away"), kind="warning"),
        every(LOOKS_EVERY_S, ChatState.look_for_model),
    )


def _drawer() -> rx.Component:
    """The list on a phone."""
    return rx.dialog.root(
        rx.dialog.content(
            return_focus(),
            rx.dialog.title(t("chat.conversations"), class_name="visually-hidden"),
            history(),
            class_name="chat-drawer",
            aria_describedby="",
        ),
        open=HistoryState.drawer_open,
        on_open_change=HistoryState.set_drawer,
    )


def _source() -> rx.Component:
    return dialog(
        SourceState.title,
        markdown(SourceState.passage),
        rx.text(
            t("chat.source_sure", percent=SourceState.sure.to_string()),
            size="1",
            color_scheme="gray",
            padding_top="var(--space-4)",
            as_="p",
        ),
        open=SourceState.is_open,
        on_open_change=SourceState.set_open,
    )
