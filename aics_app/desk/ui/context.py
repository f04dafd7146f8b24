"""The right pane: who the customer is, and why he is here."""

import reflex as rx

from aics_app.desk.ui import profile_parts as parts
from aics_app.desk.ui import profile_past as past
from aics_app.desk.ui.profile import ProfileState
from aics_app.desk.ui.profile_parts import fact
from aics_app.desk.ui.profile_tickets import tickets
from aics_app.desk.ui.talking import TalkState
from aics_app.ui.components import avatar, relative_time, skeleton_rows
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


def context(place: str = "aside") -> rx.Component:
    """Who it is, why he is here, and what is known of him."""
    about = TalkState.about
    return rx.box(
        _who(),
        rx.el.dl(
            fact("desk.fact_matter", about.title),
            rx.cond(about.reason, fact("desk.fact_reason", _reason())),
            rx.cond(about.asked_at, fact("desk.fact_asked", relative_time(about.asked_at))),
            rx.cond(about.agent, fact("desk.fact_agent", about.agent)),
            class_name="desk-facts",
        ),
        rx.cond(
            ProfileState.customer_id,
            rx.fragment(
                parts.tags(place),
                parts.remark(),
                past.feeling(),
                tickets(),
                past.past(),
                past.files(),
                past.sources(),
            ),
            rx.cond(ProfileState.loaded, rx.fragment(), skeleton_rows(3)),
        ),
        class_name="desk-context-body",
        data_testid="desk-profile",
    )


def _who() -> rx.Component:
    """Name and face, how to reach him, how long he has been here."""
    about, who = TalkState.about, ProfileState.who
    language = rx.foreach(
        who.languages,
        lambda code: rx.el.span(
            rx.match(code, ("en", t("knowledge.language.en")), t("knowledge.language.zh"))
        ),
    )
    known = rx.fragment(
        rx.cond(who.phone, rx.el.p(rx.icon("phone", size=12), who.phone)),
        rx.cond(who.email, rx.el.p(rx.icon("mail", size=12), who.email)),
        rx.el.p(rx.icon("calendar", size=12), t("customer.since"), relative_time(who.member_since)),
        rx.cond(who.languages, rx.el.p(rx.icon("languages", size=12), language)),
    )
    return rx.box(
        avatar(about.customer, rx.cond(ProfileState.customer_id, who.avatar, ""), size="4"),
        rx.box(
            rx.el.h2(about.customer, class_name="desk-name"),
            rx.cond(ProfileState.customer_id, known, rx.cond(about.contact, rx.el.p(about.contact))),
            class_name="customer-lines",
        ),
        rx.cond(ProfileState.customer_id, parts.level()),
        class_name="desk-who customer-who",
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
    return rx.popover.root(
        rx.popover.trigger(opener),
        rx.popover.content(context("popover"), width="340px", custom_attrs={"aria-label": t("desk.context")}),
        key=TalkState.conversation_id,  # a conversation that was chosen in it closes it
    )


def _reason() -> rx.Var[str]:
    return rx.match(
        TalkState.about.reason,
        *((reason, t(f"reason.{reason}")) for reason in REASONS),
        TalkState.about.reason,
    )
