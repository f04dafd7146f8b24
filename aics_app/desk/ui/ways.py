"""What can be done with the open chat; on a phone the icons stand alone."""

import reflex as rx

from aics_app.accounts.models import Right
from aics_app.accounts.ui.states import SessionState
from aics_app.desk.ui.browser import Arrows
from aics_app.desk.ui.closing import ClosingState
from aics_app.desk.ui.parts import PRESENCES
from aics_app.desk.ui.passing import Colleague, PassingState
from aics_app.desk.ui.talking import TalkState
from aics_app.ui.components import confirm, dialog, status_badge
from aics_app.ui.i18n import t

DISPOSITIONS = ("solved", "unsolved", "no_answer", "spam", "other")


def ways() -> rx.Component:
    """Its agent passes it on, gives it back or ends it; a supervisor takes it from him."""
    supervises = SessionState.permissions.contains(Right.HANDOFFS_SUPERVISE.value)
    return rx.match(
        TalkState.about.standing,
        ("mine", rx.fragment(_give_back(), _transfer(), _close())),
        ("others", rx.cond(supervises, _seize())),
        rx.fragment(),
    )


def _button(key: str, icon: str, testid: str, **props: object) -> rx.Component:
    return rx.button(
        rx.icon(icon, size=16),
        rx.el.span(t(key), class_name="desk-word"),
        aria_label=t(key),
        title=t(key),
        data_testid=testid,
        **props,
    )


def _give_back() -> rx.Component:
    return _button(
        "desk.give_back",
        "sparkles",
        "desk-give-back",
        variant="soft",
        color_scheme="gray",
        on_click=TalkState.give_back,
    )


def _close() -> rx.Component:
    ends = (
        rx.menu.item(
            t(f"disposition.{name}"), on_select=TalkState.close(name), data_testid=f"desk-close-{name}"
        )
        for name in DISPOSITIONS
    )
    opener = _button("desk.close", "circle-check", "desk-close")
    noted = rx.menu.item(
        rx.icon("sticky-note", size=14),
        t("desk.close_noted"),
        on_select=ClosingState.open,
        data_testid="desk-close-noted",
    )
    menu = rx.menu.root(rx.menu.trigger(opener), rx.menu.content(*ends, rx.menu.separator(), noted))
    return rx.fragment(menu, _close_noted())


def _close_noted() -> rx.Component:
    note = rx.text_area(
        value=ClosingState.note,
        on_change=ClosingState.set_text,
        placeholder=t("desk.close_note"),
        aria_label=t("desk.close_note"),
        max_length=500,
        auto_focus=True,
        data_testid="desk-close-note",
    )
    ends = (
        rx.el.button(
            rx.el.span(t(f"disposition.{name}"), class_name="desk-target-name"),
            type="button",
            class_name="desk-target",
            on_click=ClosingState.close(name),
            data_testid=f"desk-close-noted-{name}",
        )
        for name in DISPOSITIONS
    )
    choice = Arrows.create(
        *ends, label=t("desk.close_as"), testid="desk-close-ends", class_name="desk-targets"
    )
    return dialog(
        t("desk.close_title"),
        rx.flex(note, choice, direction="column", spacing="4"),
        keeps=True,
        open=ClosingState.is_open & (ClosingState.handoff_id == TalkState.about.handoff_id),
        on_open_change=ClosingState.set_open,
    )


def _seize() -> rx.Component:
    return confirm(
        t("desk.seize_title", agent=TalkState.about.agent),
        t("desk.seize_text", agent=TalkState.about.agent),
        trigger=_button("desk.seize", "shield-alert", "desk-seize", variant="soft", color_scheme="amber"),
        action=t("desk.seize"),
        on_confirm=TalkState.seize,
        color="amber",
        testid="desk-seize-confirm",
    )


def _transfer() -> rx.Component:
    opener = _button(
        "desk.transfer",
        "arrow-right-left",
        "desk-transfer",
        variant="soft",
        color_scheme="gray",
        on_click=PassingState.open,
    )
    note = rx.text_area(
        value=PassingState.note,
        on_change=PassingState.set_text,
        placeholder=t("desk.transfer_note"),
        aria_label=t("desk.transfer_note"),
        max_length=500,
        auto_focus=True,
        data_testid="desk-transfer-note",
    )
    return rx.fragment(
        opener,
        dialog(
            t("desk.transfer_title"),
            rx.flex(note, _colleagues(), _teams(), direction="column", spacing="4"),
            keeps=True,
            open=PassingState.is_open & (PassingState.handoff_id == TalkState.about.handoff_id),
            on_open_change=PassingState.set_open,
        ),
    )


def _colleagues() -> rx.Component:
    return rx.cond(
        PassingState.colleagues,
        Arrows.create(
            rx.foreach(PassingState.colleagues, _colleague),
            label=t("desk.colleagues"),
            testid="desk-colleagues",
            class_name="desk-targets",
        ),
        rx.text(t("desk.no_colleagues"), size="2", color_scheme="gray", as_="p"),
    )


def _colleague(one: Colleague) -> rx.Component:
    known = (
        (name, status_badge(t(f"presence.{name}"), icon=icon, color=color))
        for name, (icon, color) in PRESENCES.items()
    )
    load = t("desk.load", count=one.chats.to_string(), capacity=one.capacity.to_string())
    return rx.el.button(
        rx.el.span(one.name, class_name="desk-target-name"),
        rx.cond(one.team, rx.el.span(one.team, class_name="desk-target-team")),
        rx.match(one.status, *known, rx.fragment()),
        rx.el.span(load, class_name="desk-load"),
        type="button",
        class_name="desk-target",
        on_click=PassingState.pass_on(one.id),
        data_testid="desk-transfer-to",
    )


def _teams() -> rx.Component:
    def one(team: rx.Var[str]) -> rx.Component:
        return rx.el.button(
            rx.icon("users", size=16),
            rx.el.span(t("desk.team", team=team), class_name="desk-target-name"),
            type="button",
            class_name="desk-target",
            on_click=PassingState.pass_to_team(team),
            data_testid="desk-transfer-team",
        )

    return rx.cond(
        PassingState.teams,
        Arrows.create(
            rx.foreach(PassingState.teams, one),
            label=t("desk.teams"),
            testid="desk-teams",
            class_name="desk-targets",
        ),
    )
