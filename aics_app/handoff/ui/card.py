"""The card in the customer's chat: place and wait, who is there, and how it was."""

import reflex as rx

from aics_app.handoff.ui.states import HandoffState
from aics_app.ui.components import relative_time, status_badge
from aics_app.ui.every import every
from aics_app.ui.i18n import t

LOOKS_EVERY_S = 15
SCORES = range(1, 6)


def handoff_card() -> rx.Component:
    """Stands at the end of the log while there is something to say."""
    return rx.fragment(
        rx.match(
            HandoffState.status,
            ("queued", _waiting()),
            ("closed", rx.cond(HandoffState.score == 0, _question(), _thanks())),
            rx.fragment(),
        ),
        rx.cond(
            HandoffState.status == "queued", every(LOOKS_EVERY_S, HandoffState.load)
        ),  # a signal may be lost
    )


def handoff_badge(fallback: rx.Component) -> rx.Component:
    """Who speaks, in the header; `fallback` while it is the AI."""
    there = status_badge(t("handoff.with_agent", agent=HandoffState.agent), icon="headset", color="blue")
    return rx.cond(HandoffState.status == "active", there, fallback)


def person_button() -> rx.Component:
    """A person can be asked for at any time, unless one is there or waited for."""
    waits = status_badge(t("handoff.waiting"), icon="hourglass", color="amber")
    ask = rx.button(
        rx.icon("headset", size=16),
        t("chat.ask_person"),
        variant="outline",
        color_scheme="gray",
        on_click=HandoffState.ask,
        data_testid="chat-handoff",
    )
    return rx.match(HandoffState.status, ("queued", waits), ("active", rx.fragment()), ask)


def _waiting() -> rx.Component:
    place = rx.el.p(
        t("handoff.place", place=HandoffState.place.to_string()),
        class_name="handoff-place",
        data_testid="handoff-position",
    )
    cancel = rx.button(
        t("handoff.cancel"),
        variant="soft",
        color_scheme="gray",
        on_click=HandoffState.cancel,
        data_testid="handoff-cancel",
    )
    return _card(
        rx.icon("hourglass", size=18),
        rx.el.h3(rx.cond(HandoffState.is_closed, t("handoff.closed_title"), t("handoff.queued_title"))),
        rx.cond(HandoffState.is_closed, _opens(), rx.fragment(place, _wait())),
        rx.el.p(t("handoff.meanwhile"), class_name="handoff-fine"),
        rx.box(cancel, class_name="handoff-ways"),
        status="queued",
    )


def _wait() -> rx.Component:
    known = rx.fragment(
        t("handoff.wait", low=HandoffState.wait_low.to_string(), high=HandoffState.wait_high.to_string()),
        " ",
        rx.el.span(
            t("handoff.wait_from", samples=HandoffState.samples.to_string()), class_name="handoff-fine"
        ),
    )
    return rx.el.p(rx.cond(HandoffState.wait_high > 0, known, t("handoff.wait_unknown")))


def _opens() -> rx.Component:
    when = rx.fragment(t("handoff.opens"), " ", relative_time(HandoffState.opens_at))
    return rx.el.p(rx.cond(HandoffState.opens_at, when, t("handoff.opens_unknown")))


def _question() -> rx.Component:
    stars = (
        rx.el.button(
            rx.icon("star", size=20),
            type="button",
            class_name="thumb",
            aria_label=t("handoff.score", score=str(score)),
            title=t("handoff.score", score=str(score)),
            on_click=HandoffState.rate(score),
            data_testid=f"handoff-rate-{score}",
        )
        for score in SCORES
    )
    return _card(
        rx.icon("message-circle-heart", size=18),
        rx.el.h3(t("handoff.rate_title", agent=HandoffState.agent)),
        rx.box(*stars, class_name="handoff-ways", role="group", aria_label=t("handoff.rate_label")),
        status="closed",
    )


def _thanks() -> rx.Component:
    return _card(
        rx.icon("heart-handshake", size=18),
        rx.el.h3(t("handoff.rated", score=HandoffState.score.to_string())),
        status="rated",
    )


def _card(icon: rx.Component, title: rx.Component, *body: rx.Component, status: str) -> rx.Component:
    return rx.box(
        rx.box(icon, title, class_name="handoff-head"),
        *body,
        class_name="handoff-card",
        role="status",
        data_testid="handoff-status",
        data_status=status,
    )
