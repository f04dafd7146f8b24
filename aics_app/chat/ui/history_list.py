"""The list of conversations, in the side pane and in the drawer."""

import reflex as rx

from aics_app.chat.ui.history import HistoryState
from aics_app.chat.ui.shapes import ConversationView
from aics_app.chat.ui.states import ChatState
from aics_app.ui import routes
from aics_app.ui.components import (
    empty_state,
    preview,
    relative_time,
    search_box,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.i18n import t


def history() -> rx.Component:
    """New conversation, search, and the conversations with the latest first."""
    new = rx.link(
        rx.button(rx.icon("plus", size=16), t("chat.new"), data_testid="chat-new"),
        href=routes.CHAT,
        on_click=HistoryState.set_drawer(False),
    )
    more = rx.button(
        t("ui.more"), variant="ghost", color_scheme="gray", size="1", on_click=HistoryState.show_more
    )
    return rx.box(
        rx.flex(
            rx.el.h2(t("chat.conversations"), class_name="history-title"),
            new,
            justify="between",
            align="center",
        ),
        search_box(
            HistoryState.search, HistoryState.find, placeholder=t("chat.search"), testid="chat-search"
        ),
        rx.box(
            rx.cond(
                HistoryState.loaded,
                rx.cond(
                    HistoryState.conversations, rx.foreach(HistoryState.conversations, _entry), _nothing()
                ),
                skeleton_rows(4),
            ),
            rx.cond(HistoryState.has_more, rx.center(more, padding="var(--space-3)")),
            class_name="history-list",
        ),
        class_name="history",
    )


def _nothing() -> rx.Component:
    found = empty_state("search-x", t("chat.none_found"), t("chat.none_found_text"))
    return rx.cond(
        HistoryState.search, found, empty_state("messages-square", t("chat.none"), t("chat.none_text"))
    )


def _entry(conversation: ConversationView) -> rx.Component:
    badge = rx.cond(
        conversation.wants_person,
        status_badge(t("chat.person_noted"), icon="user-check", color="blue"),
        rx.cond(conversation.solved, status_badge(t("chat.solved"), icon="check", color="jade")),
    )
    return rx.link(
        rx.box(
            rx.el.span(conversation.title, class_name="history-name"),
            relative_time(conversation.at, class_name="history-at"),
            class_name="history-row",
        ),
        rx.box(
            badge,
            rx.el.span(
                preview(conversation.preview, conversation.preview_kind), class_name="history-preview"
            ),
            class_name="history-row",
        ),
        href=routes.chat(conversation.id),
        on_click=HistoryState.set_drawer(False),
        aria_current=rx.cond(conversation.id == ChatState.conversation_id, "page", "false"),
        class_name="history-entry",
        underline="none",
        data_testid="chat-conversation",
    )
