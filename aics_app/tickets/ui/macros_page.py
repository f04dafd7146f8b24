"""Macros: one's own and everybody's, and what each of them does."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.tickets.ui.macro_editing import MacroEditorState
from aics_app.tickets.ui.macro_editor import macro_editor
from aics_app.tickets.ui.macro_list import ActView, MacroRow, MacrosState
from aics_app.tickets.ui.words import said
from aics_app.ui.components import Column, data_table, empty_state, relative_time, status_badge
from aics_app.ui.i18n import t

KINDS = ("status", "priority", "category", "handler", "tags")


def macros_page() -> rx.Component:
    """For everybody who works on tickets; `MacrosState.open` loads it."""
    return page_frame(t("macros.page_title"), _list(), macro_editor(), action=_new_button(), active="macros")


def _new_button() -> rx.Component:
    return rx.button(
        rx.icon("plus", size=16), t("macros.new"), on_click=MacroEditorState.new, data_testid="macro-new"
    )


def _list() -> rx.Component:
    return data_table(
        (
            Column(t("macros.column_macro"), _macro),
            Column(t("replies.scope"), _scope),
            Column(t("replies.changed"), lambda row: relative_time(row.changed_at), wide_only=True),
        ),
        MacrosState.rows,
        label=t("macros.page_title"),
        loading=~MacrosState.loaded,
        empty=empty_state("wand-sparkles", t("macros.empty"), t("macros.empty_text"), _new_button()),
        row_attrs=lambda row: {"data_testid": "macro-row", "data_id": row.id.to_string(), "align": "center"},
    )


def _macro(row: Var[MacroRow]) -> rx.Component:
    opener = rx.el.button(
        rx.icon("wand-sparkles", size=14),
        rx.el.span(row.name),
        type="button",
        on_click=MacroEditorState.edit(row.id),
        class_name="reply-opener",
        data_testid="macro-edit",
    )
    acts = rx.el.p(rx.foreach(row.acts, _act), class_name="macro-acts")
    reply = rx.el.p(row.reply, class_name="reply-text")
    return rx.box(opener, rx.cond(row.acts, acts), rx.cond(row.reply, reply), class_name="reply-cell")


def _act(act: Var[ActView]) -> rx.Component:
    kinds = rx.match(act.kind, *((kind, t(f"macros.act_{kind}")) for kind in KINDS), "")
    handlers = (("me", t("macros.handler_me")), ("none", t("macros.handler_none")))
    word = rx.match(act.word.word, *handlers, said(act.word))
    return rx.el.span(kinds, " ", rx.el.strong(word), class_name="macro-act")


def _scope(row: Var[MacroRow]) -> rx.Component:
    return rx.cond(
        row.shared,
        status_badge(t("replies.scope_shared"), icon="users", color="blue"),
        status_badge(t("replies.scope_own"), icon="user", color="gray"),
    )
