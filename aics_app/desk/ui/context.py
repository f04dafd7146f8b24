"""The right pane: who the customer is, and why he is here."""

import reflex as rx

from aics_app.desk.ui.talking import TalkState
from aics_app.ui.components import avatar, relative_time
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
