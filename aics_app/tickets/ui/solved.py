"""Below a ticket that is solved: how it was, and what if it was not."""

import reflex as rx

from aics_app.tickets.models import MAX_COMMENT_CHARS
from aics_app.tickets.ui.following import FollowingState
from aics_app.ui.i18n import t

SCORES = range(1, 6)
VIEW = FollowingState.view


def after_solution() -> rx.Component:
    """The stars, or the thanks for them; and the way back."""
    again = rx.button(
        rx.icon("rotate-ccw", size=16),
        t("ticket.reopen"),
        variant="soft",
        color_scheme="gray",
        on_click=FollowingState.set_reopening(True),
        data_testid="ticket-reopen",
    )
    return rx.box(
        rx.cond(VIEW.score > 0, _rated(), _rating()),
        rx.cond((VIEW.reopen_to != "") & ~FollowingState.reopening, again),
        class_name="way-after",
    )


def _rating() -> rx.Component:
    def star(score: int) -> rx.Component:
        return rx.el.button(
            rx.icon("star", size=24),
            type="button",
            class_name="way-star",
            aria_label=t("handoff.score", score=str(score)),
            aria_pressed=rx.cond(FollowingState.score == score, "true", "false"),
            custom_attrs={"data-lit": rx.cond(FollowingState.score >= score, "true", "false")},
            title=t("handoff.score", score=str(score)),
            on_click=FollowingState.pick(score),
            data_testid=f"ticket-rate-{score}",
        )

    comment = rx.text_area(
        name="text",
        id="ticket-comment",
        rows="2",
        max_length=MAX_COMMENT_CHARS,
        placeholder=t("ticket.comment"),
        aria_label=t("ticket.comment"),
        data_testid="ticket-rate-comment",
    )
    unchosen = rx.el.p(
        rx.icon("circle-alert", size=14), t("ticket.fault_score"), class_name="field-fault", role="alert"
    )
    send = rx.button(t("ticket.rate_submit"), type="submit", data_testid="ticket-rate-submit")
    return rx.form(
        rx.el.h2(t("ticket.rate_title"), class_name="next-title"),
        rx.box(*map(star, SCORES), class_name="way-stars", role="group", aria_label=t("ticket.rate_title")),
        rx.cond(FollowingState.fault == "score", unchosen),
        comment,
        rx.box(send),
        on_submit=FollowingState.rate,
        reset_on_submit=False,
        class_name="way-form",
    )


def _rated() -> rx.Component:
    return rx.box(
        rx.icon("heart-handshake", size=16),
        rx.el.span(t("ticket.thanks", score=VIEW.score.to_string())),
        rx.cond(VIEW.comment, rx.el.q(VIEW.comment)),
        class_name="way-thanks",
        role="status",
        data_testid="ticket-rated",
    )
