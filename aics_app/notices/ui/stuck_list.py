"""The list of stuck mails, a section of the system's page."""

import reflex as rx
from reflex.vars import Var

from aics_app.notices.ui.stuck import StuckRow, StuckState
from aics_app.ui.components import (
    confirm,
    empty_state,
    error_state,
    relative_time,
    section,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.components.tables import more_button
from aics_app.ui.every import every
from aics_app.ui.i18n import Lang, t

LOOKS_EVERY_S = 60


def stuck_mails() -> rx.Component:
    """`StuckState.open` loads it."""
    listed = rx.fragment(
        rx.el.ul(rx.foreach(StuckState.rows, _mail), class_name="settings-list", aria_label=t("stuck.title")),
        more_button(StuckState.next_cursor, StuckState.show_more, ~StuckState.loaded),
    )
    none = empty_state("mail-check", t("stuck.none"), t("stuck.none_text"))
    failed = error_state(t("stuck.failed"), t("stuck.failed_text"), retry=StuckState.open)
    content = rx.cond(StuckState.rows, listed, rx.cond(StuckState.loaded, none, skeleton_rows(2)))
    return section(
        t("stuck.title"),
        every(LOOKS_EVERY_S, StuckState.open),
        rx.box(rx.cond(StuckState.failed, failed, content), data_testid="stuck-mails"),
        text=t("stuck.text"),
    )


def _mail(row: Var[StuckRow]) -> rx.Component:
    state = rx.cond(
        row.is_unsure,
        status_badge(t("stuck.unsure"), icon="circle-help", color="amber"),
        status_badge(t("stuck.dead"), icon="circle-x", color="red"),
    )
    return rx.el.li(
        rx.box(
            rx.el.p(rx.cond(Lang.code == "en", row.en, row.zh), class_name="stuck-said", dir="auto"),
            rx.box(
                state,
                rx.el.span(t("stuck.to", name=row.name, address=row.address)),
                rx.el.span(t("stuck.attempts", count=row.attempts.to_string())),
                relative_time(row.at),
                class_name="settings-facts",
            ),
            rx.cond(
                row.error,
                rx.el.p(rx.icon("circle-alert", size=14), rx.el.span(row.error), class_name="stuck-error"),
            ),
            class_name="stuck-about",
        ),
        rx.box(_again(row), _discard(row), class_name="stuck-acts"),
        class_name="stuck-mail",
        key=row.id.to_string(),
        data_testid="stuck-mail",
        data_id=row.id.to_string(),
    )


def _again(row: Var[StuckRow]) -> rx.Component:
    """One that may have arrived asks before it may arrive twice."""
    asks = confirm(
        t("stuck.again_title"),
        t("stuck.again_text"),
        trigger=_again_button(),
        action=t("stuck.again"),
        on_confirm=StuckState.send_again(row.id),
        color="amber",
        testid="stuck-again-confirm",
    )
    return rx.cond(row.is_unsure, asks, _again_button(on_click=StuckState.send_again(row.id)))


def _again_button(**props: object) -> rx.Component:
    return rx.button(
        rx.icon("send", size=14), t("stuck.again"), variant="soft", data_testid="stuck-again", **props
    )


def _discard(row: Var[StuckRow]) -> rx.Component:
    trigger = rx.button(
        rx.icon("trash-2", size=14),
        t("stuck.discard"),
        variant="soft",
        color_scheme="red",
        data_testid="stuck-discard",
    )
    return confirm(
        t("stuck.discard_title"),
        t("stuck.discard_text"),
        trigger=trigger,
        action=t("stuck.discard"),
        on_confirm=StuckState.discard(row.id),
        testid="stuck-discard-confirm",
    )
