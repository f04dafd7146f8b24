"""The page of everybody's accounts."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.managing_shapes import UserRow
from aics_app.accounts.ui.people import UsersState
from aics_app.accounts.ui.person import PersonState
from aics_app.accounts.ui.person_window import person_window
from aics_app.accounts.ui.role_names import role_item, role_name
from aics_app.ui.components import (
    Column,
    data_table,
    empty_state,
    error_state,
    relative_time,
    search_box,
    status_badge,
)
from aics_app.ui.i18n import t

ANY = "any"


def people_page() -> rx.Component:
    """For who manages people; `UsersState.open` loads it."""
    new = rx.button(
        rx.icon("user-plus", size=16), t("people.new"), on_click=PersonState.new, data_testid="user-new"
    )
    return page_frame(t("people.title"), _filters(), _content(), person_window(), action=new, active="users")


def _filters() -> rx.Component:
    search = search_box(
        UsersState.wanted.q,
        lambda text: UsersState.choose("q", text),
        placeholder=t("people.search"),
        testid="users-search",
    )
    statuses = (("enabled", t("people.enabled")), ("disabled", t("people.disabled")))
    return rx.box(
        rx.box(search, class_name="records-search"),
        _choice("role", UsersState.wanted.role, rx.foreach(UsersState.roles, role_item)),
        _choice(
            "status",
            UsersState.wanted.status,
            *(rx.select.item(text, value=value) for value, text in statuses),
        ),
        rx.el.span(
            t("people.count", count=UsersState.total.to_string()), class_name="plan-fine", role="status"
        ),
        class_name="records-filters",
        role="search",
        aria_label=t("people.search"),
    )


def _choice(name: str, value: Var[str], *items: rx.Component) -> rx.Component:
    return rx.select.root(
        rx.select.trigger(aria_label=t(f"people.{name}"), data_testid=f"users-filter-{name}"),
        rx.select.content(rx.select.item(t(f"people.any_{name}"), value=ANY), *items),
        value=rx.cond(value, value, ANY),
        on_change=lambda chosen: UsersState.choose(name, rx.cond(chosen == ANY, "", chosen)),
    )


def _content() -> rx.Component:
    failed = error_state(t("people.failed"), t("people.failed_text"), retry=UsersState.reload)
    table = data_table(
        _columns(),
        UsersState.rows,
        label=t("people.title"),
        loading=~UsersState.loaded,
        empty=empty_state("users", t("people.none"), t("people.none_text")),
        next_cursor=UsersState.next_cursor,
        on_more=UsersState.show_more,
        row_attrs=lambda row: {
            "data_testid": "user-row",
            "data_name": row.username,
            "data_status": rx.cond(row.enabled, "enabled", "disabled"),
            "align": "center",
        },
    )
    return rx.cond(UsersState.failed, failed, table)


def _columns() -> tuple[Column, ...]:
    return (
        Column(t("people.name"), _name),
        Column(t("people.role"), lambda row: role_name(row.role, _label_of(row))),
        Column(t("people.status"), _status),
        Column(t("people.contact"), _contact, wide_only=True),
        Column(
            t("people.last_login"),
            lambda row: rx.cond(
                row.last_login_at, relative_time(row.last_login_at), rx.el.span(t("people.never"))
            ),
            wide_only=True,
        ),
    )


def _label_of(row: Var[UserRow]) -> Var[str]:
    """The row keeps the label; a role that is gone shows its code."""
    return rx.cond(row.role_label == row.role, "", row.role_label).to(str)


def _name(row: Var[UserRow]) -> rx.Component:
    return rx.box(
        rx.el.button(
            row.nickname,
            type="button",
            aria_label=t("people.edit", name=row.nickname),
            on_click=PersonState.edit(row.id),
            class_name="plan-opener",
            data_testid="user-edit",
        ),
        rx.el.div(row.username, class_name="plan-fine"),
    )


def _status(row: Var[UserRow]) -> rx.Component:
    waits = status_badge(t("people.waits"), icon="key-round", color="amber")
    enabled = status_badge(t("people.enabled"), icon="circle-check", color="jade")
    disabled = status_badge(t("people.disabled"), icon="circle-off", color="gray")
    invited = rx.match(
        row.invited,
        ("open", status_badge(t("people.invited"), icon="mail", color="blue")),
        ("over", status_badge(t("people.invitation_over"), icon="mail-x", color="amber")),
        rx.cond(row.waits, waits, enabled),
    )
    return rx.box(rx.cond(row.enabled, invited, disabled), class_name="people-status")


def _contact(row: Var[UserRow]) -> rx.Component:
    return rx.box(rx.el.div(row.email), rx.el.div(row.phone), class_name="plan-fine")
