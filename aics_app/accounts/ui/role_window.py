"""The window of one role: rights in three kinds, reach, name, and the way to remove it."""

import reflex as rx

from aics_app.accounts.managing.roles import MAX_LABEL_CHARS
from aics_app.accounts.models import Kind, Right, Scope
from aics_app.accounts.rules import KINDS
from aics_app.accounts.ui.role import RoleState
from aics_app.accounts.ui.role_names import fault_of, role_item, role_name
from aics_app.accounts.ui.roles import RolesState
from aics_app.ui.components import confirm, dialog, field, notice, segmented
from aics_app.ui.i18n import t

FORM = "role-form"


def role_window() -> rx.Component:
    """Opened by `RoleState.new`, `edit` and `copy_of`."""
    saver = rx.button(
        rx.icon("check", size=16), t("people.save"), type="submit", form=FORM, data_testid="role-save"
    )
    known = rx.cond(RoleState.chosen.name, _ways(), rx.fragment())
    name = role_name(RoleState.chosen.name, RoleState.chosen.label)
    told = t("roles.meanwhile", name=RoleState.faster)
    return dialog(
        rx.cond(RoleState.chosen.name, name, t("roles.new")),
        rx.el.form(
            rx.cond(RoleState.faster, rx.box(notice(told, kind="warning"), data_testid="role-meanwhile")),
            rx.cond(RoleState.chosen.builtin, rx.fragment(), _label()),
            _scope(),
            _faults(),
            *(_group(kind) for kind in Kind),
            id=FORM,
            key=RoleState.opened.to_string(),
            on_submit=RoleState.save,
            reset_on_submit=False,
            no_validate=True,
            class_name="plan-form",
        ),
        text=t("roles.window_text"),
        actions=(known, saver),
        width="640px",
        keeps=True,
        open=RoleState.is_open,
        on_open_change=RoleState.set_open,
    )


def _label() -> rx.Component:
    control = rx.el.input(
        name="label",
        id="role-label",
        default_value=RoleState.chosen.label,
        max_length=MAX_LABEL_CHARS,
        auto_complete="off",
        aria_describedby="role-label-note",
        class_name="plan-time",
        data_testid="role-label",
    )
    return field(
        t("roles.label"), control, control_id="role-label", error=fault_of(RoleState.faults, "label")
    )


def _scope() -> rx.Component:
    options = tuple((scope.value, t(f"roles.scope_{scope.value}")) for scope in Scope)
    return rx.box(
        rx.el.span(t("roles.scope"), class_name="field-label"),
        segmented(RoleState.scope, options, RoleState.set_scope, label=t("roles.scope"), testid="role-scope"),
        rx.el.p(t("roles.scope_text"), class_name="plan-fine"),
        class_name="role-reach",
    )


def _faults() -> rx.Component:
    def fault(name: str) -> rx.Component:
        text = fault_of(RoleState.faults, name)
        return rx.cond(text, rx.text(text, size="2", color_scheme="red", as_="p", role="alert"))

    return rx.fragment(fault("rights"), fault("scope"))


def _group(kind: Kind) -> rx.Component:
    boxes = (_box(right) for right in Right if KINDS[right] is kind)
    return rx.el.fieldset(
        rx.el.legend(t(f"roles.kind_{kind.value}"), class_name="field-label"),
        *boxes,
        class_name="rights-group",
    )


def _box(right: Right) -> rx.Component:
    return rx.el.label(
        rx.checkbox(
            checked=RoleState.rights.contains(right.value),
            on_change=lambda on: RoleState.set_right(right.value, on),
            aria_label=t(f"right.{right.value}"),
            data_testid=f"right-{right.value}",
        ),
        rx.el.span(t(f"right.{right.value}")),
        class_name="toggle",
    )


def _ways() -> rx.Component:
    copy = rx.button(
        rx.icon("copy", size=16),
        t("roles.copy"),
        variant="soft",
        color_scheme="gray",
        type="button",
        on_click=RoleState.copy_of(RoleState.chosen.name),
        data_testid="role-copy",
    )
    return rx.fragment(rx.cond(RoleState.chosen.builtin, rx.fragment(), _remover()), copy)


def _remover() -> rx.Component:
    """Who has people says where they go first."""
    trigger = rx.button(
        rx.icon("trash-2", size=16),
        t("roles.remove"),
        variant="soft",
        color_scheme="red",
        type="button",
        data_testid="role-remove",
    )
    people = rx.select.root(
        rx.select.trigger(aria_label=t("roles.people_to"), data_testid="role-people-to"),
        rx.select.content(rx.foreach(RolesState.roles, role_item)),
        value=RoleState.people_to,
        on_change=RoleState.send_people_to,
    )
    text = rx.cond(RoleState.chosen.people > 0, t("roles.remove_people"), t("roles.remove_text"))
    return rx.flex(
        rx.cond(RoleState.chosen.people > 0, people),
        confirm(
            t("roles.remove"),
            text.to(str),
            trigger=trigger,
            action=t("roles.remove"),
            on_confirm=RoleState.remove,
            testid="role-remove-sure",
        ),
        gap="8px",
        margin_right="auto",
        wrap="wrap",
    )
