"""The card in the customer's chat: place and wait, who is there, and how it was."""

import reflex as rx
from reflex.vars import Var

from aics_app.handoff.models import MAX_COMMENT_CHARS
from aics_app.handoff.ui.noting import CommentState
from aics_app.handoff.ui.states import HandoffState
from aics_app.ui import routes
from aics_app.ui.components import avatar, page_link, relative_time, status_badge
from aics_app.ui.every import every
from aics_app.ui.i18n import t

LOOKS_EVERY_S = 15
SCORES = range(1, 6)


def handoff_card(conversation_id: Var[str]) -> rx.Component:
    """Stands at the end of this conversation's log while there is something to say."""
    return rx.fragment(
        rx.match(
            HandoffState.status,
            ("queued", _waiting(conversation_id)),
            ("arrived", _arrived()),
            ("expired", _expired(conversation_id)),
            ("noted", _noted()),
            ("closed", _question()),
            ("rated", _thanks(_comment())),
            ("commented", _thanks()),
            rx.fragment(),
        ),
        rx.cond(
            HandoffState.status == "queued", every(LOOKS_EVERY_S, HandoffState.load)
        ),  # a signal may be lost
    )


def handoff_badge(fallback: rx.Component) -> rx.Component:
    """Who speaks, in the header; `fallback` while it is the AI."""
    words, look = t("handoff.with_agent", agent=HandoffState.agent), {"icon": "headset", "color": "blue"}
    arrived = status_badge(words, **look)  # the card says how it stands
    active = status_badge(words, **look, testid="handoff-status", data_status="active")
    return rx.match(HandoffState.status, ("active", active), ("arrived", arrived), fallback)


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
    nothing = rx.fragment()
    return rx.match(HandoffState.status, ("queued", waits), ("active", nothing), ("arrived", nothing), ask)


def _waiting(conversation_id: Var[str]) -> rx.Component:
    place = rx.el.p(
        t("handoff.place", place=HandoffState.place.to_string()),
        class_name="handoff-place",
        data_testid="handoff-position",
    )
    title = rx.el.h3(rx.cond(HandoffState.is_closed, t("handoff.closed_title"), t("handoff.queued_title")))
    ways = rx.cond(
        HandoffState.is_closed,
        rx.fragment(_to_ticket(conversation_id, first=True), _stay(), _go_on()),
        rx.fragment(_stay(), _to_ticket(conversation_id), _go_on()),
    )
    return _card(
        _said(
            "hourglass",
            title,
            rx.cond(HandoffState.is_closed, _opens(), rx.fragment(place, _wait())),
            rx.el.p(t("handoff.meanwhile"), class_name="handoff-fine"),
        ),
        _ways(ways),
        status="queued",
    )


def _stay() -> rx.Component:
    """What happens without a click, said as the choice that it is."""
    return rx.el.span(
        rx.icon("check", size=14),
        rx.cond(HandoffState.is_closed, t("handoff.stay_closed"), t("handoff.stay")),
        class_name="handoff-stay",
        data_testid="handoff-stay",
    )


def _to_ticket(conversation_id: Var[str], *, first: bool = False) -> rx.Component:
    """In writing instead of a wait: the ticket begins with what was said, and ends the wait."""
    look = {} if first else {"color_scheme": "gray"}
    return rx.button(
        page_link(
            rx.icon("ticket-plus", size=16),
            t("handoff.to_ticket"),
            href=routes.ticket_from(conversation_id),
            data_testid="handoff-note",
        ),
        as_child=True,
        variant="solid" if first else "soft",
        **look,
    )


def _go_on() -> rx.Component:
    return rx.button(
        rx.icon("sparkles", size=16),
        t("handoff.cancel"),
        variant="soft",
        color_scheme="gray",
        on_click=HandoffState.cancel,
        data_testid="handoff-cancel",
    )


def _wait() -> rx.Component:
    samples = HandoffState.samples.to_string()
    known = rx.fragment(
        t("handoff.wait", low=HandoffState.wait_low.to_string(), high=HandoffState.wait_high.to_string()),
        " ",
        rx.el.span(
            rx.cond(
                HandoffState.how == "recent_waits",
                t("handoff.wait_from", samples=samples),
                t("handoff.wait_from_chats", samples=samples),
            ),
            class_name="handoff-fine",
        ),
    )
    return rx.el.p(
        rx.cond(HandoffState.wait_high > 0, known, t("handoff.wait_unknown")), data_testid="handoff-wait"
    )


def _opens() -> rx.Component:
    when = rx.fragment(t("handoff.opens"), " ", relative_time(HandoffState.opens_at))
    return rx.el.p(rx.cond(HandoffState.opens_at, when, t("handoff.opens_unknown")))


def _arrived() -> rx.Component:
    face = avatar(HandoffState.agent, HandoffState.face, size="3", color="orange")
    words = rx.box(
        rx.el.h3(t("handoff.arrived", agent=HandoffState.agent)),
        rx.el.p(t("handoff.arrived_text"), class_name="handoff-fine"),
    )
    return rx.box(
        face,
        words,
        class_name="handoff-card handoff-arrived",
        role="status",
        data_testid="handoff-status",
        data_status="arrived",
    )


def _expired(conversation_id: Var[str]) -> rx.Component:
    again = rx.button(
        rx.icon("headset", size=16),
        t("handoff.again"),
        on_click=HandoffState.ask,
        data_testid="handoff-again",
    )
    return _card(
        _said("clock-alert", rx.el.h3(t("handoff.expired_title")), rx.el.p(t("handoff.expired_text"))),
        _ways(again, _to_ticket(conversation_id)),
        status="expired",
    )


def _noted() -> rx.Component:
    return _card(
        _said("notebook-pen", rx.el.h3(t("handoff.noted_title")), rx.el.p(t("handoff.noted_text"))),
        status="noted",
    )


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
        _said("message-circle-heart", rx.el.h3(t("handoff.rate_title", agent=HandoffState.agent))),
        rx.box(*stars, class_name="handoff-ways", role="group", aria_label=t("handoff.rate_label")),
        status="closed",
    )


def _thanks(*more: rx.Component) -> rx.Component:
    return _card(
        _said("heart-handshake", rx.el.h3(t("handoff.rated", score=HandoffState.score.to_string()))),
        *more,
        status="rated",
    )


def _comment() -> rx.Component:
    """A word to the rating, for whoever wants to say one."""
    control = rx.input(
        name="text",
        id="handoff-comment",
        max_length=MAX_COMMENT_CHARS,
        placeholder=t("handoff.comment"),
        aria_label=t("handoff.comment"),
        width="100%",
        required=True,
        data_testid="handoff-comment",
    )
    send = rx.button(
        t("handoff.comment_send"), type="submit", variant="soft", data_testid="handoff-comment-send"
    )
    return rx.form(rx.box(control, send, class_name="handoff-comment"), on_submit=CommentState.comment)


def _said(icon: str, title: rx.Component, *text: rx.Component) -> rx.Component:
    """What is announced when it changes; what can be done stands outside of it."""
    return rx.box(
        rx.box(rx.icon(icon, size=18), title, class_name="handoff-head"),
        *text,
        class_name="handoff-said",
        role="status",
    )


def _ways(*ways: rx.Component) -> rx.Component:
    return rx.box(*ways, class_name="handoff-ways")


def _card(*body: rx.Component, status: str) -> rx.Component:
    return rx.box(*body, class_name="handoff-card", data_testid="handoff-status", data_status=status)
