"""The page of roles: rights down, roles across."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.models import Kind, Right
from aics_app.accounts.rules import KINDS
from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.managing_shapes import RoleCol
from aics_app.accounts.ui.role import RoleState
from aics_app.accounts.ui.role_names import role_name
from aics_app.accounts.ui.role_window import role_window
from aics_app.accounts.ui.roles import RolesState
from aics_app.ui.components import error_state, skeleton_rows
from aics_app.ui.i18n import t

BY_KIND: tuple[tuple[Kind, tuple[Right, ...]], ...] = tuple(
    (kind, tuple(right for right in Right if KINDS[right] is kind)) for kind in Kind
)


def roles_page() -> rx.Component:
    """For who manages roles; `RolesState.open` loads it."""
    new = rx.button(rx.icon("plus", size=16), t("roles.new"), on_click=RoleState.new, data_testid="role-new")
    failed = error_state(t("roles.failed"), t("people.failed_text"), retry=RolesState.reload)
    body = rx.cond(RolesState.failed, failed, rx.cond(RolesState.loaded, _matrix(), skeleton_rows(8)))
    lead = rx.el.p(t("roles.lead"), class_name="plan-fine")
    return page_frame(t("roles.title"), rx.box(lead, body), role_window(), action=new, active="roles")


def _matrix() -> rx.Component:
    head = rx.el.thead(
        rx.el.tr(rx.el.th(t("roles.right"), scope="col"), rx.foreach(RolesState.roles, _column))
    )
    bodies = (_group(kind, rights) for kind, rights in BY_KIND)
    table = rx.el.table(head, _reach(), *bodies, class_name="rights", aria_label=t("roles.title"))
    return rx.box(table, class_name="table-scroll", tab_index=0, role="region", aria_label=t("roles.title"))


def _column(role: Var[RoleCol]) -> rx.Component:
    name = role_name(role.name, role.label)
    return rx.el.th(
        rx.el.button(
            name,
            rx.icon("pencil", size=12, aria_hidden="true"),
            type="button",
            aria_label=t("roles.edit", name=name),
            on_click=RoleState.edit(role.name),
            class_name="plan-opener",
            data_testid="role-edit",
            data_name=role.name,
        ),
        rx.el.div(t("roles.people", count=role.people.to_string()), class_name="plan-fine"),
        scope="col",
        data_testid="role-column",
    )


def _reach() -> rx.Component:
    words = (("own", t("roles.scope_own")), ("team", t("roles.scope_team")))
    cells = rx.foreach(
        RolesState.roles, lambda role: rx.el.td(rx.match(role.scope, *words, t("roles.scope_all")))
    )
    return rx.el.tbody(rx.el.tr(rx.el.th(t("roles.scope"), scope="row"), cells))


def _group(kind: Kind, rights: tuple[Right, ...]) -> rx.Component:
    title = rx.el.tr(
        rx.el.th(
            rx.el.span(t(f"roles.kind_{kind.value}")),
            scope="colgroup",
            col_span=RolesState.roles.length() + 1,
            class_name="rights-kind",
        )
    )
    return rx.el.tbody(title, *(_row(right) for right in rights))


def _row(right: Right) -> rx.Component:
    def cell(role: Var[RoleCol]) -> rx.Component:
        has = role.rights.contains(right.value)
        yes = rx.el.span(rx.icon("check", size=16), rx.el.span(t("roles.yes"), class_name="visually-hidden"))
        no = rx.el.span(rx.icon("minus", size=16), rx.el.span(t("roles.no"), class_name="visually-hidden"))
        return rx.el.td(rx.cond(has, yes, no), data_on=rx.cond(has, "true", "false"))

    return rx.el.tr(
        rx.el.th(t(f"right.{right.value}"), scope="row"),
        rx.foreach(RolesState.roles, cell),
        data_testid="right-row",
        data_right=right.value,
    )
