"""The window of one canned reply: fields at the left, what the customer would read at the right."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.desk.rules.canned import VARIABLES
from aics_app.desk.ui.replies import SHARE
from aics_app.desk.ui.reply_editing import ReplyEditorState
from aics_app.ui.components import delete_button, dialog, fault, field, notice
from aics_app.ui.i18n import t

FORM = "reply-form"
PREVIEW_AFTER_MS = 300


def editor() -> rx.Component:
    """Opened by `ReplyEditorState.new` and `ReplyEditorState.edit`."""
    state = ReplyEditorState
    title = rx.cond(
        state.may_write,
        rx.cond(state.reply_id, t("replies.edit_title"), t("replies.new_title")),
        t("replies.look_title"),
    )
    closer = rx.button(
        t("ui.cancel"), variant="soft", color_scheme="gray", type="button", on_click=state.show(False)
    )
    saver = rx.button(
        rx.icon("check", size=16), t("replies.save"), type="submit", form=FORM, data_testid="reply-save"
    )
    copier = rx.button(
        rx.icon("copy", size=16), t("replies.copy"), on_click=state.copy, data_testid="reply-copy"
    )
    return dialog(
        title,
        _notices(),
        rx.grid(_fields(), _preview(), columns=rx.breakpoints(initial="1", md="2"), spacing="5"),
        rx.flex(
            rx.cond(state.may_write & (state.reply_id > 0), _deleter()),
            rx.box(class_name="spacer"),
            closer,
            rx.cond(state.may_write, saver, copier),
            spacing="3",
            wrap="wrap",
            padding_top="var(--space-5)",
        ),
        text=t("replies.editor_text"),
        width="920px",
        keeps=True,
        open=state.is_open,
        on_open_change=state.show,
    )


def _notices() -> rx.Component:
    """That others write it; a version that somebody else saved."""
    overwrite = rx.button(
        t("replies.overwrite"), size="1", type="submit", form=FORM, on_click=ReplyEditorState.overwrite
    )
    conflict = rx.flex(
        notice(t("error.canned_reply_changed_meanwhile"), kind="warning"),
        overwrite,
        spacing="2",
        align="center",
        padding_bottom="var(--space-4)",
    )
    others = rx.box(notice(t("replies.others_write")), padding_bottom="var(--space-4)")
    return rx.fragment(
        rx.cond(ReplyEditorState.newest, conflict), rx.cond(ReplyEditorState.may_write, None, others)
    )


def _fields() -> rx.Component:
    return rx.form(
        rx.flex(_names(), _text(), _shared(), direction="column", spacing="4"),
        id=FORM,
        key=ReplyEditorState.opened.to_string(),
        on_submit=ReplyEditorState.save,
        reset_on_submit=False,
        no_validate=True,
    )


def _names() -> rx.Component:
    def line(name: str, hint: Var[str], *known: tuple[str, Var[str]]) -> rx.Component:
        control = rx.input(
            default_value=ReplyEditorState.shown[name],
            name=name,
            id=f"reply-{name}",
            read_only=~ReplyEditorState.may_write,
            width="100%",
            data_testid=f"reply-{name}",
            custom_attrs={"aria-describedby": f"reply-{name}-note", "autoComplete": "off"},
        )
        return field(
            t(f"replies.{name}"), control, control_id=f"reply-{name}", error=_fault(name, *known), hint=hint
        )

    language = rx.select.root(
        rx.select.trigger(id="reply-language", width="100%"),
        rx.select.content(*(rx.select.item(t(f"replies.language_{one}"), value=one) for one in LANGUAGES)),
        name="language",
        default_value=ReplyEditorState.shown.language,
        disabled=~ReplyEditorState.may_write,
    )
    taken, form = ("taken", t("replies.shortcut_taken")), ("shortcut_form", t("fault.shortcut_form"))
    return rx.fragment(
        line("shortcut", t("replies.shortcut_hint"), taken, form),
        line("title", t("replies.title_hint")),
        field(t("replies.language"), language, control_id="reply-language", error=_fault("language")),
    )


LANGUAGES = ("zh", "en", "any")


def _text() -> rx.Component:
    control = rx.text_area(
        default_value=ReplyEditorState.shown.text,
        name="text",
        id="reply-text",
        rows="8",
        resize="vertical",
        read_only=~ReplyEditorState.may_write,
        on_change=lambda text: ReplyEditorState.try_out(text).debounce(PREVIEW_AFTER_MS),
        data_testid="reply-text",
        custom_attrs={"aria-describedby": "reply-text-note"},
    )
    names = " ".join(f"{{{{{name}}}}}" for name in VARIABLES)
    return field(
        t("replies.text"),
        control,
        control_id="reply-text",
        error=_fault("text"),
        hint=t("replies.text_hint", names=names),
    )


def _shared() -> rx.Component:
    """Only for those who may share; for the others what they write is their own."""
    switch = rx.el.label(
        rx.switch(default_checked=ReplyEditorState.shown.shared, name="shared", data_testid="reply-shared"),
        t("replies.shared_label"),
        class_name="toggle",
    )
    return rx.cond(SessionState.permissions.contains(SHARE), switch)


def _preview() -> rx.Component:
    unknown = rx.foreach(
        ReplyEditorState.unknown,
        lambda name: rx.box(notice(t("replies.unknown", name=name), kind="warning"), margin_top="8px"),
    )
    return rx.box(
        rx.text(t("replies.preview"), class_name="field-label", as_="p", margin="0 0 var(--space-2)"),
        rx.box(
            rx.cond(
                ReplyEditorState.preview,
                ReplyEditorState.preview,
                rx.text(t("replies.preview_empty"), size="2", color_scheme="gray", as_="p", margin="0"),
            ),
            class_name="card",
            white_space="pre-wrap",
            overflow_wrap="anywhere",
            min_height="120px",
            data_testid="reply-preview",
        ),
        unknown,
        min_width="0",
    )


def _deleter() -> rx.Component:
    return delete_button(
        t("replies.delete"),
        title=t("replies.delete_title"),
        text=t("replies.delete_text"),
        on_confirm=ReplyEditorState.remove,
        testid="reply-delete",
    )


def _fault(name: str, *known: tuple[str, Var[str]]) -> Var[str]:
    return fault(ReplyEditorState.faults[name].to(str), *known)
