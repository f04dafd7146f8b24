"""What was said before a person was asked for, folded under what is known of it."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.log import line
from aics_app.desk.ui.shapes import LineView
from aics_app.desk.ui.talking import TalkState
from aics_app.knowledge.rules import TELLING
from aics_app.ui.components import log_way, status_badge
from aics_app.ui.i18n import t

WAYS = ("faq", "cache", "knowledge", "data", "llm", "none")


def folded() -> rx.Component:
    """Summary, intents, mood and what was tried; what was said itself when it is unfolded."""
    before = TalkState.before
    return rx.cond(
        before.until > 0,
        rx.el.details(
            rx.el.summary(_head(), _words(), _facts(), data_testid="desk-before-summary"),
            rx.box(
                earlier_button(),
                rx.foreach(TalkState.lines, _before_the_fold),
                class_name="desk-before-lines",
            ),
            class_name="desk-before",
            data_testid="desk-before",
        ),
    )


def earlier_button() -> rx.Component:
    """Loads messages from before those that are shown."""
    return rx.cond(
        TalkState.has_earlier,
        log_way(t("chat.earlier"), TalkState.show_earlier, icon="arrow-up", testid="desk-earlier"),
    )


def newest_button() -> rx.Component:
    """Below the lines, where later ones are left out."""
    return rx.cond(
        TalkState.ends_before > 0,
        log_way(t("chat.newest"), TalkState.show_newest, icon="arrow-down", testid="desk-newest"),
    )


def channel() -> rx.Component:
    """Where the customer writes from, and what he wants, beside his name."""
    return rx.fragment(
        rx.el.span(rx.icon("globe", size=12), t("desk.channel_web"), class_name="desk-channel"),
        rx.box(_intent(TalkState.before.intent), class_name="desk-channel"),
    )


def _before_the_fold(one: LineView) -> rx.Component:
    return rx.cond(one.id < TalkState.before.until, line(one), rx.fragment())


def _head() -> rx.Component:
    return rx.box(
        rx.icon("sparkles", size=14),
        rx.el.strong(t("desk.before")),
        _mood(),
        rx.icon("chevron-down", size=16, class_name="desk-turn"),
        class_name="desk-before-head",
    )


def _words() -> rx.Component:
    """The model's summary; until it is there, or while the model is away, the first question itself."""
    before = TalkState.before
    asked = rx.cond(before.question, t("desk.first_question", text=before.question), t("desk.nothing_before"))
    return rx.el.p(
        rx.cond(before.summary, before.summary, asked),
        class_name="desk-before-text",
        data_testid="desk-summary",
        data_by=rx.cond(before.summary, "model", "question"),
    )


def _facts() -> rx.Component:
    before = TalkState.before
    tried = rx.foreach(before.ways, lambda way: status_badge(_way(way), icon="route"))
    passages = rx.foreach(before.passages, lambda title: status_badge(title, icon="book-open-text"))
    return rx.box(
        rx.foreach(before.intents, _intent),
        rx.cond(before.ways, rx.el.span(t("desk.tried"))),
        tried,
        passages,
        class_name="desk-before-facts",
    )


def _intent(name: Var[str]) -> rx.Component:
    known = ((one, status_badge(t(f"knowledge.intent.{one}"), icon="tag", color="blue")) for one in TELLING)
    return rx.match(name, *known, rx.fragment())


def _mood() -> rx.Component:
    """Upset or neutral, and what says so."""
    before = TalkState.before
    why = rx.foreach(
        before.signs,
        lambda sign: rx.el.span(
            rx.match(
                sign,
                ("words", t("desk.sign_words", word=before.word)),
                ("complaint", t("desk.sign_complaint")),
                t("desk.sign_unhelpful"),
            ),
        ),
    )
    upset = rx.fragment(status_badge(t("desk.mood_upset"), icon="frown", color="red"), why)
    calm = status_badge(t("desk.mood_neutral"), icon="meh")
    return rx.el.span(rx.cond(before.signs, upset, calm), class_name="desk-mood", data_testid="desk-mood")


def _way(name: Var[str]) -> Var[str]:
    return rx.match(name, *((one, t(f"desk.way_{one}")) for one in WAYS), name)
