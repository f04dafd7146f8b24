"""The editor's window: fields at the left, the answer as customers will see it at the right."""

import reflex as rx
from reflex.vars import Var

from aics_app.knowledge.rules.entries import MAX_QUESTION_CHARS, MAX_SIMILAR
from aics_app.knowledge.ui.editing import EditorState
from aics_app.knowledge.ui.listing import KnowledgeState
from aics_app.ui.components import delete_button, dialog, fault, field, notice
from aics_app.ui.i18n import t
from aics_app.ui.markdown import markdown

FORM = "faq-form"
KEEP_AFTER_MS = 400


def editor() -> rx.Component:
    """Opened by `EditorState.new` and `EditorState.edit`."""
    title = rx.cond(EditorState.faq_id, t("knowledge.edit_title"), t("knowledge.new_title"))
    saver = rx.button(
        rx.icon("check", size=16), t("knowledge.save"), type="submit", form=FORM, data_testid="faq-save"
    )
    closer = rx.button(
        t("ui.cancel"), variant="soft", color_scheme="gray", type="button", on_click=EditorState.show(False)
    )
    return dialog(
        title,
        _notices(),
        rx.grid(_fields(), _preview(), columns=rx.breakpoints(initial="1", md="2"), spacing="5"),
        rx.flex(
            _deleter(), rx.box(class_name="spacer"), closer, saver, spacing="3", padding_top="var(--space-5)"
        ),
        text=t("knowledge.editor_text"),
        width="1080px",
        keeps=True,
        open=EditorState.is_open,
        on_open_change=EditorState.show,
    )


def _notices() -> rx.Component:
    """A draft that was restored; a version that somebody else saved."""
    start_over = rx.button(
        t("knowledge.start_over"), size="1", variant="soft", type="button", on_click=EditorState.start_over
    )
    overwrite = rx.button(
        t("knowledge.overwrite"),
        size="1",
        type="submit",
        form=FORM,
        on_click=EditorState.overwrite,
        data_testid="faq-overwrite",
    )
    conflict = rx.flex(
        notice(t("error.faq_changed_meanwhile", version=EditorState.newest.to_string()), kind="warning"),
        rx.flex(overwrite, start_over, spacing="2"),
        direction="column",
        spacing="2",
        padding_bottom="var(--space-4)",
    )
    restored = rx.flex(
        notice(t("knowledge.restored")),
        start_over,
        spacing="2",
        align="center",
        padding_bottom="var(--space-4)",
    )
    return rx.cond(EditorState.newest, conflict, rx.cond(EditorState.restored, restored))


def _fields() -> rx.Component:
    return rx.form(
        rx.flex(_question(), _answer(), _place(), _similar(), _enabled(), direction="column", spacing="4"),
        id=FORM,
        key=EditorState.opened.to_string(),
        on_submit=EditorState.save,
        reset_on_submit=False,
        no_validate=True,
    )


def _question() -> rx.Component:
    taken = ("taken", t("knowledge.taken", question=EditorState.taken))
    control = rx.input(
        default_value=EditorState.shown.question,
        name="question",
        id="faq-question",
        on_blur=lambda text: EditorState.keep(EditorState.opened, "question", text),
        width="100%",
        data_testid="faq-question",
        **_described("question"),
    )
    return field(
        t("knowledge.question"),
        control,
        control_id="faq-question",
        error=_fault("question", taken),
        hint=t("knowledge.question_hint"),
    )


def _answer() -> rx.Component:
    control = rx.text_area(
        default_value=EditorState.shown.answer,
        name="answer",
        id="faq-answer",
        rows="10",
        resize="vertical",
        on_change=lambda text: EditorState.keep(EditorState.opened, "answer", text).debounce(KEEP_AFTER_MS),
        data_testid="faq-answer",
        **_described("answer"),
    )
    return field(
        t("knowledge.answer"),
        control,
        control_id="faq-answer",
        error=_fault("answer"),
        hint=t("knowledge.answer_hint"),
    )


def _place() -> rx.Component:
    """Language and category."""
    language = rx.select.root(
        rx.select.trigger(id="faq-language", width="100%"),
        rx.select.content(
            rx.select.item(t("knowledge.language.zh"), value="zh"),
            rx.select.item(t("knowledge.language.en"), value="en"),
        ),
        name="language",
        default_value=EditorState.shown.language,
        key=EditorState.shown.language,
        on_change=lambda value: EditorState.keep(EditorState.opened, "language", value),
    )
    category = rx.fragment(
        rx.input(
            default_value=EditorState.shown.category,
            name="category",
            id="faq-category",
            on_blur=lambda text: EditorState.keep(EditorState.opened, "category", text),
            width="100%",
            data_testid="faq-category",
            custom_attrs={"list": "faq-categories", "aria-describedby": "faq-category-note"},
        ),
        rx.el.datalist(
            rx.foreach(KnowledgeState.categories, lambda name: rx.el.option(value=name)), id="faq-categories"
        ),
    )
    return rx.grid(
        field(t("knowledge.language"), language, control_id="faq-language", error=_fault("language")),
        field(t("knowledge.category"), category, control_id="faq-category", error=_fault("category")),
        columns="2",
        spacing="3",
    )


def _similar() -> rx.Component:
    taken = ("taken", t("knowledge.taken", question=EditorState.taken))
    limits = {"count": str(MAX_SIMILAR), "length": str(MAX_QUESTION_CHARS)}
    control = rx.text_area(
        default_value=EditorState.shown.similar,
        name="similar",
        id="faq-similar",
        rows="6",
        resize="vertical",
        on_blur=lambda text: EditorState.keep(EditorState.opened, "similar", text),
        data_testid="faq-similar",
        **_described("similar"),
    )
    too_many = ("too_long", t("knowledge.similar_fault", **limits))
    return field(
        t("knowledge.similar"),
        control,
        control_id="faq-similar",
        error=_fault("similar", taken, too_many),
        hint=t("knowledge.similar_hint", **limits),
    )


def _enabled() -> rx.Component:
    return rx.el.label(
        rx.switch(default_checked=EditorState.shown.enabled, name="enabled", data_testid="faq-enabled-new"),
        t("knowledge.enabled_label"),
        class_name="toggle",
    )


def _preview() -> rx.Component:
    seen = rx.cond(
        EditorState.preview,
        markdown(EditorState.preview),
        rx.text(t("knowledge.preview_empty"), size="2", color_scheme="gray"),
    )
    return rx.box(
        rx.text(t("knowledge.preview"), class_name="field-label", as_="p", margin="0 0 var(--space-2)"),
        rx.box(seen, class_name="card", data_testid="faq-preview", min_height="160px"),
        min_width="0",
    )


def _deleter() -> rx.Component:
    button = delete_button(
        t("knowledge.delete"),
        title=t("knowledge.delete_title"),
        text=t("knowledge.delete_text"),
        on_confirm=EditorState.remove,
        testid="faq-delete",
    )
    return rx.cond(EditorState.faq_id, button)


def _fault(name: str, *known: tuple[str, Var[str]]) -> Var[str]:
    return fault(EditorState.faults[name].to(str), *known)


def _described(name: str) -> dict[str, object]:
    return {"custom_attrs": {"aria-describedby": f"faq-{name}-note"}}
