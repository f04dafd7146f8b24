"""The right pane: who the customer is, why he is here, and how the chat can be ended."""

import reflex as rx

from aics_app.desk.ui.passing import Colleague, PassingState
from aics_app.desk.ui.talking import TalkState
from aics_app.ui.components import avatar, dialog, relative_time
from aics_app.ui.i18n import t

REASONS = (
    "customer_request",
    "missing_knowledge",
    "unsupported_request",
    "policy_restriction",
    "tool_failure",
    "pending_clarification",
    "usage_limit",
)
DISPOSITIONS = ("solved", "unsolved", "no_answer", "spam", "other")


def context() -> rx.Component:
    """Who it is, and why he is here."""
    about = TalkState.about
    return rx.box(
        rx.box(
            avatar(about.customer, size="4"),
            rx.box(
                rx.el.h2(about.customer, class_name="desk-name"),
                rx.cond(about.contact, rx.el.p(about.contact)),
            ),
            class_name="desk-who",
            data_testid="desk-profile",
        ),
        rx.el.dl(
            _fact("desk.fact_matter", about.title),
            rx.cond(about.reason, _fact("desk.fact_reason", _reason())),
            rx.cond(about.asked_at, _fact("desk.fact_asked", relative_time(about.asked_at))),
            rx.cond(about.agent, _fact("desk.fact_agent", about.agent)),
            class_name="desk-facts",
        ),
        class_name="desk-context-body",
    )


def context_button() -> rx.Component:
    """The same behind a button, where there is no room for it beside the talk."""
    opener = rx.icon_button(
        rx.icon("info", size=18),
        variant="ghost",
        color_scheme="gray",
        aria_label=t("desk.context"),
        class_name="desk-info",
        data_testid="desk-info",
    )
    return rx.popover.root(rx.popover.trigger(opener), rx.popover.content(context(), width="280px"))


def _fact(key: str, value: rx.Var[str] | rx.Component) -> rx.Component:
    return rx.fragment(rx.el.dt(t(key)), rx.el.dd(value))


def _reason() -> rx.Var[str]:
    return rx.match(
        TalkState.about.reason,
        *((reason, t(f"reason.{reason}")) for reason in REASONS),
        TalkState.about.reason,
    )


def ways() -> rx.Component:
    """What its agent can do with a chat; on a phone the icons stand alone."""
    close = rx.button(
        rx.icon("circle-check", size=16),
        rx.el.span(t("desk.close"), class_name="desk-word"),
        aria_label=t("desk.close"),
        data_testid="desk-close",
    )
    ends = (
        rx.menu.item(
            t(f"disposition.{name}"), on_select=TalkState.close(name), data_testid=f"desk-close-{name}"
        )
        for name in DISPOSITIONS
    )
    back = rx.button(
        rx.icon("sparkles", size=16),
        rx.el.span(t("desk.give_back"), class_name="desk-word"),
        variant="soft",
        color_scheme="gray",
        aria_label=t("desk.give_back"),
        on_click=TalkState.give_back,
        data_testid="desk-give-back",
    )
    return rx.fragment(back, _transfer(), rx.menu.root(rx.menu.trigger(close), rx.menu.content(*ends)))


def _transfer() -> rx.Component:
    opener = rx.button(
        rx.icon("arrow-right-left", size=16),
        rx.el.span(t("desk.transfer"), class_name="desk-word"),
        variant="soft",
        color_scheme="gray",
        aria_label=t("desk.transfer"),
        on_click=PassingState.open,
        data_testid="desk-transfer",
    )
    note = rx.text_area(
        value=PassingState.note,
        on_change=PassingState.set_text,
        placeholder=t("desk.transfer_note"),
        aria_label=t("desk.transfer_note"),
        max_length=500,
        data_testid="desk-transfer-note",
    )
    return rx.fragment(
        opener,
        dialog(
            t("desk.transfer_title"),
            rx.flex(note, _colleagues(), direction="column", spacing="4"),
            open=PassingState.is_open,
            on_open_change=PassingState.set_open,
        ),
    )


def _colleagues() -> rx.Component:
    def one(colleague: Colleague) -> rx.Component:
        return rx.button(
            colleague.name,
            variant="surface",
            color_scheme="gray",
            on_click=PassingState.pass_on(colleague.id),
            data_testid="desk-transfer-to",
        )

    return rx.cond(
        PassingState.colleagues,
        rx.box(rx.foreach(PassingState.colleagues, one), class_name="desk-ways"),
        rx.text(t("desk.no_colleagues"), size="2", color_scheme="gray", as_="p"),
    )
