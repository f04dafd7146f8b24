"""Knowledge: the published entries, and a box to try questions in."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.knowledge.ui.editing import EditorState
from aics_app.knowledge.ui.editor import editor
from aics_app.knowledge.ui.listing import ALL, KnowledgeState
from aics_app.knowledge.ui.shapes import FaqRow
from aics_app.knowledge.ui.trial_box import trial_box
from aics_app.knowledge.ui.words import category_name, language_name
from aics_app.ui.components import (
    Column,
    data_table,
    empty_state,
    relative_time,
    search_box,
    skeleton_rows,
    toggle,
)
from aics_app.ui.i18n import t

Text = str | Var[str]


def knowledge_page() -> rx.Component:
    """For whoever answers for what customers are told; `KnowledgeState.open` loads it."""
    may_manage = SessionState.permissions.contains("knowledge.manage")
    refused = empty_state("lock", t("forbidden.title"), t("forbidden.text"))
    waiting = skeleton_rows()
    return page_frame(
        t("knowledge.title"),
        rx.cond(may_manage, _content(), rx.cond(SessionState.loaded, refused, waiting)),
        action=rx.cond(may_manage, _new_button()),
        active="knowledge",
    )


def _content() -> rx.Component:
    return rx.fragment(
        rx.tabs.root(
            rx.tabs.list(
                rx.tabs.trigger(t("knowledge.tab_entries"), value="entries"),
                rx.tabs.trigger(t("knowledge.tab_trial"), value="trial", data_testid="faq-trial-tab"),
            ),
            rx.tabs.content(_filters(), _entries(), value="entries", padding_top="var(--space-4)"),
            rx.tabs.content(trial_box(), value="trial", padding_top="var(--space-4)"),
            default_value="entries",
            on_mount=EditorState.restore,
        ),
        editor(),
    )


def _new_button() -> rx.Component:
    return rx.button(
        rx.icon("plus", size=16), t("knowledge.new"), on_click=EditorState.new, data_testid="faq-new"
    )


def _filters() -> rx.Component:
    search = search_box(
        KnowledgeState.search, KnowledgeState.find, placeholder=t("knowledge.search"), testid="faq-search"
    )
    languages = (("zh", t("knowledge.language.zh")), ("en", t("knowledge.language.en")))
    states = (("enabled", t("knowledge.enabled")), ("disabled", t("knowledge.disabled")))
    return rx.flex(
        rx.box(search, flex="1 1 260px"),
        rx.select.root(
            rx.select.trigger(aria_label=t("knowledge.category"), data_testid="faq-filter-category"),
            rx.select.content(
                rx.select.item(t("knowledge.all_categories"), value=ALL),
                rx.foreach(
                    KnowledgeState.categories, lambda name: rx.select.item(category_name(name), value=name)
                ),
            ),
            value=KnowledgeState.category,
            on_change=lambda value: KnowledgeState.choose("category", value),
        ),
        _filter("language", KnowledgeState.language, t("knowledge.all_languages"), languages),
        _filter("status", KnowledgeState.status, t("knowledge.all_states"), states),
        wrap="wrap",
        spacing="3",
        padding_bottom="var(--space-4)",
    )


def _filter(
    by: str, value: Var[str], everything: Var[str], options: tuple[tuple[str, Text], ...]
) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(aria_label=t(f"knowledge.{by}"), data_testid=f"faq-filter-{by}"),
        rx.select.content(
            rx.select.item(everything, value=ALL),
            *(rx.select.item(text, value=name) for name, text in options),
        ),
        value=value,
        on_change=lambda chosen: KnowledgeState.choose(by, chosen),
    )


def _entries() -> rx.Component:
    is_filtered = (
        (KnowledgeState.search != "")
        | (KnowledgeState.category != ALL)
        | (KnowledgeState.language != ALL)
        | (KnowledgeState.status != ALL)
    )
    nothing = rx.cond(
        is_filtered,
        empty_state("search-x", t("knowledge.none_found"), t("knowledge.none_found_text")),
        empty_state("book-open-text", t("knowledge.empty"), t("knowledge.empty_text"), _new_button()),
    )
    return rx.fragment(
        rx.text(
            t("knowledge.count", count=KnowledgeState.total.to_string()),
            size="2",
            color_scheme="gray",
            as_="p",
            role="status",
            margin="0 0 var(--space-2)",
        ),
        data_table(
            _columns(),
            KnowledgeState.rows,
            label=t("knowledge.tab_entries"),
            loading=~KnowledgeState.loaded,
            empty=nothing,
            next_cursor=KnowledgeState.next_cursor,
            on_more=KnowledgeState.show_more,
            row_attrs=lambda row: {
                "data_testid": "faq-row",
                "data_id": row.id.to_string(),
                "align": "center",
            },
        ),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("knowledge.question"), _question),
        Column(t("knowledge.language"), lambda row: language_name(row.language), wide_only=True),
        Column(t("knowledge.status"), _switch),
        Column(t("knowledge.hits"), lambda row: row.hits.to_string(), numeric=True),
        Column(t("knowledge.changed"), lambda row: relative_time(row.changed_at), wide_only=True),
    )


def _question(row: Var[FaqRow]) -> rx.Component:
    opener = rx.el.button(
        row.question,
        type="button",
        on_click=EditorState.edit(row.id),
        class_name="plain-button",
        style=_OPENER,
        data_testid="faq-edit",
    )
    about = rx.flex(
        rx.cond(row.category, rx.badge(category_name(row.category), color_scheme="gray", variant="soft")),
        rx.text(t("knowledge.similar_count", count=row.similar.to_string()), size="1", color_scheme="gray"),
        align="center",
        spacing="2",
        wrap="wrap",
    )
    return rx.flex(opener, about, direction="column", spacing="1", align="start")


def _switch(row: Var[FaqRow]) -> rx.Component:
    return toggle(
        row.enabled,
        lambda enabled: KnowledgeState.switch(row.id, enabled),
        label=rx.cond(row.enabled, t("knowledge.enabled"), t("knowledge.disabled")),
        testid="faq-enabled",
    )


_OPENER = {
    "all": "unset",
    "cursor": "pointer",
    "font_weight": "500",
    "min_height": "24px",
    "color": "var(--gray-12)",
    "_hover": {"text_decoration": "underline"},
    "_focus_visible": {"outline": "2px solid var(--focus-8)", "outline_offset": "2px"},
}
