"""The window of one macro."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.tickets.rules.macros import VARIABLES
from aics_app.tickets.ui.macro_editing import MacroEditorState
from aics_app.tickets.ui.words import said
from aics_app.ui.components import delete_button, dialog, fault, field, notice
from aics_app.ui.i18n import t

FORM = "macro-form"
SHARE = "replies.share"
STATE = MacroEditorState


def macro_editor() -> rx.Component:
    """Opened by `MacroEditorState.new` and `MacroEditorState.edit`."""
    title = rx.cond(
        STATE.may_write,
        rx.cond(STATE.macro_id, t("macros.edit_title"), t("macros.new_title")),
        t("macros.look_title"),
    )
    closer = rx.button(
        t("ui.cancel"), variant="soft", color_scheme="gray", type="button", on_click=STATE.show(False)
    )
    saver = rx.button(
        rx.icon("check", size=16), t("replies.save"), type="submit", form=FORM, data_testid="macro-save"
    )
    return dialog(
        title,
        _notices(),
        _fields(),
        rx.flex(
            rx.cond(STATE.may_write & (STATE.macro_id > 0), _deleter()),
            rx.box(class_name="spacer"),
            closer,
            rx.cond(STATE.may_write, saver),
            spacing="3",
            wrap="wrap",
            padding_top="var(--space-5)",
        ),
        text=t("macros.editor_text"),
        width="720px",
        keeps=True,
        open=STATE.is_open,
        on_open_change=STATE.show,
    )


def _notices() -> rx.Component:
    """That others write it; a version that somebody else saved; that it does nothing at all."""
    overwrite = rx.button(
        t("replies.overwrite"), size="1", type="submit", form=FORM, on_click=STATE.overwrite
    )
    conflict = rx.flex(notice(t("macros.changed"), kind="warning"), overwrite, spacing="2", align="center")
    nothing = notice(t("macros.nothing"), kind="warning")
    return rx.box(
        rx.cond(STATE.newest, conflict),
        rx.cond(STATE.may_write, None, notice(t("macros.others_write"))),
        rx.cond(STATE.faults["acts"].to(str), rx.box(nothing, role="alert")),
        class_name="macro-notices",
    )


def _fields() -> rx.Component:
    words = STATE.words
    handlers = rx.fragment(
        rx.el.option(t("macros.handler_me"), value="me"), rx.el.option(t("macros.handler_none"), value="none")
    )
    return rx.form(
        rx.flex(
            _line("name"),
            rx.grid(
                _choice("status", _options(words.statuses)),
                _choice("priority", _options(words.priorities)),
                _choice("category", _options(words.topics)),
                _choice("handler", handlers),
                columns=rx.breakpoints(initial="1", sm="2"),
                spacing="4",
            ),
            _line("tags", hint=t("macros.tags_hint")),
            _reply(),
            _shared(),
            direction="column",
            spacing="4",
        ),
        id=FORM,
        key=STATE.opened.to_string(),
        on_submit=STATE.save,
        reset_on_submit=False,
        no_validate=True,
    )


def _line(name: str, hint: Var[str] | None = None) -> rx.Component:
    control = rx.input(
        default_value=STATE.shown[name],
        name=name,
        id=f"macro-{name}",
        read_only=~STATE.may_write,
        width="100%",
        data_testid=f"macro-{name}",
        custom_attrs={"aria-describedby": f"macro-{name}-note", "autoComplete": "off"},
    )
    return field(t(f"macros.{name}"), control, control_id=f"macro-{name}", error=_fault(name), hint=hint)


def _options(words: Var) -> rx.Component:
    return rx.foreach(words, lambda one: rx.el.option(said(one), value=one.word))


def _choice(name: str, options: rx.Component) -> rx.Component:
    control = rx.el.select(
        rx.el.option(t("macros.as_it_is"), value=""),
        options,
        id=f"macro-{name}",
        name=name,
        default_value=STATE.shown[name],
        disabled=~STATE.may_write,
        class_name="board-select",
        data_testid=f"macro-{name}",
    )
    return field(t(f"macros.act_{name}"), control, control_id=f"macro-{name}", error=_fault(name))


def _reply() -> rx.Component:
    control = rx.text_area(
        default_value=STATE.shown.reply,
        name="reply",
        id="macro-reply",
        rows="5",
        resize="vertical",
        read_only=~STATE.may_write,
        data_testid="macro-reply",
        custom_attrs={"aria-describedby": "macro-reply-note"},
    )
    names = " ".join(f"{{{{{name}}}}}" for name in VARIABLES)
    hint = t("macros.reply_hint", names=names)
    return field(t("macros.reply"), control, control_id="macro-reply", error=_fault("reply"), hint=hint)


def _shared() -> rx.Component:
    """Only for those who may share; for the others what they write is their own."""
    switch = rx.el.label(
        rx.switch(default_checked=STATE.shown.shared, name="shared", data_testid="macro-shared"),
        t("replies.shared_label"),
        class_name="toggle",
    )
    return rx.cond(SessionState.permissions.contains(SHARE), switch)


def _deleter() -> rx.Component:
    return delete_button(
        t("replies.delete"),
        title=t("macros.delete_title"),
        text=t("macros.delete_text"),
        on_confirm=STATE.remove,
        testid="macro-delete",
    )


def _fault(name: str) -> Var[str]:
    return fault(STATE.faults[name].to(str))
