"""Canned replies: one's own and everybody's."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.desk.ui.replies import RepliesState, ReplyRow
from aics_app.desk.ui.reply_editing import ReplyEditorState
from aics_app.desk.ui.reply_editor import LANGUAGES, editor
from aics_app.ui.components import (
    Column,
    data_table,
    empty_state,
    relative_time,
    search_box,
    segmented,
    status_badge,
)
from aics_app.ui.i18n import t


def replies_page() -> rx.Component:
    """For everybody who works at the desk; `RepliesState.open` loads it."""
    return page_frame(
        t("replies.page_title"), _filters(), _list(), editor(), action=_new_button(), active="replies"
    )


def _new_button() -> rx.Component:
    return rx.button(
        rx.icon("plus", size=16), t("replies.new"), on_click=ReplyEditorState.new, data_testid="reply-new"
    )


def _filters() -> rx.Component:
    search = search_box(
        RepliesState.search, RepliesState.find, placeholder=t("replies.search"), testid="reply-search"
    )
    scopes = segmented(
        RepliesState.scope,
        tuple((name, t(f"replies.scope_{name}")) for name in ("all", "own", "shared")),
        RepliesState.choose,
        label=t("replies.scope"),
        testid="reply-scope",
    )
    return rx.flex(
        rx.box(search, flex="1 1 240px"), scopes, wrap="wrap", spacing="3", padding_bottom="var(--space-4)"
    )


def _list() -> rx.Component:
    is_filtered = (RepliesState.search != "") | (RepliesState.scope != "all")
    nothing = rx.cond(
        is_filtered,
        empty_state("search-x", t("replies.none_found"), t("replies.none_found_text")),
        empty_state("message-square-quote", t("replies.empty"), t("replies.empty_text"), _new_button()),
    )
    return data_table(
        (
            Column(t("replies.column_reply"), _reply),
            Column(t("replies.scope"), _scope),
            Column(t("replies.language"), lambda row: _language(row.language), wide_only=True),
            Column(t("replies.used"), lambda row: row.used.to_string(), numeric=True),
            Column(t("replies.changed"), lambda row: relative_time(row.changed_at), wide_only=True),
        ),
        RepliesState.rows,
        label=t("replies.page_title"),
        loading=~RepliesState.loaded,
        empty=nothing,
        next_cursor=RepliesState.next_cursor,
        on_more=RepliesState.show_more,
        row_attrs=lambda row: {"data_testid": "reply-row", "data_id": row.id.to_string(), "align": "center"},
    )


def _reply(row: Var[ReplyRow]) -> rx.Component:
    opener = rx.el.button(
        rx.code("/" + row.shortcut, color_scheme="gray"),
        rx.el.span(row.title),
        type="button",
        on_click=ReplyEditorState.edit(row.id),
        class_name="reply-opener",
        data_testid="reply-edit",
    )
    return rx.box(opener, rx.el.p(row.text, class_name="reply-text"), class_name="reply-cell")


def _scope(row: Var[ReplyRow]) -> rx.Component:
    return rx.cond(
        row.shared,
        status_badge(t("replies.scope_shared"), icon="users", color="blue"),
        status_badge(t("replies.scope_own"), icon="user", color="gray"),
    )


def _language(language: Var[str]) -> Var[str]:
    return rx.match(language, *((one, t(f"replies.language_{one}")) for one in LANGUAGES), language)
