"""One line of the log, as the staff reads it."""

import reflex as rx

from aics_app.desk.ui.hearing import receipt
from aics_app.desk.ui.helping import translated
from aics_app.desk.ui.shapes import LineView
from aics_app.ui.components import ai_avatar, avatar, clock_time, file_list
from aics_app.ui.i18n import t
from aics_app.ui.markdown import live_markdown

WHATS: dict[str, tuple[str, ...]] = {
    "handoff_queued": (),
    "handoff_taken": ("agent",),
    "handoff_transferred": ("from_agent", "agent"),
    "handoff_seized": ("from_agent", "agent"),
    "handoff_to_team": ("team",),
    "handoff_given_back": (),
    "handoff_closed": ("agent",),
    "handoff_cancelled": (),
    "handoff_expired": (),
    "handoff_returned": (),
}
"""Lines of the system, with who is named in them."""


def line(one: LineView) -> rx.Component:
    """By whoever wrote it: what the staff writes stands at the right, notes look like nothing else."""
    written = rx.match(
        one.sender,
        ("agent", _said(one, "desk-own")),
        ("note", _note(one)),
        ("system", _event(one)),
        _said(one, ""),
    )
    return rx.fragment(written, key=one.id.to_string())


def _said(one: LineView, kind: str) -> rx.Component:
    face = rx.match(
        one.sender,
        ("ai", ai_avatar()),
        ("agent", avatar(one.name, color="orange")),
        avatar(one.name),
    )
    name = rx.cond(one.sender == "ai", t("chat.ai_name"), one.name)
    return rx.box(
        face,
        rx.box(
            rx.box(rx.el.strong(name), clock_time(one.at), class_name="said-by"),
            live_markdown(one.id.to_string(), one.text, one.state == "streaming"),
            file_list(one.files),
            *([receipt(one.id)] if kind else [_in_ones_language(one)]),
            min_width="0",
        ),
        class_name=f"said {kind}",
        data_testid="chat-message",
        data_sender=one.sender,
        data_state=one.state,
    )


def _in_ones_language(one: LineView) -> rx.Component:
    return rx.cond(one.sender == "user", translated(one.id, one.text))


def _note(one: LineView) -> rx.Component:
    return rx.box(
        rx.box(
            rx.icon("sticky-note", size=14),
            rx.el.strong(t("desk.note_by", name=one.name)),
            clock_time(one.at),
            class_name="said-by",
        ),
        one.text,
        file_list(one.files),
        class_name="desk-note-line",
        data_testid="desk-note-line",
    )


def _event(one: LineView) -> rx.Component:
    words = rx.match(one.what, *((what, _words(one, what, names)) for what, names in WHATS.items()), one.text)
    return rx.box(
        rx.el.span(words),
        clock_time(one.at),
        class_name="said-system",
        data_testid="chat-message",
        data_sender="system",
    )


def _words(one: LineView, what: str, names: tuple[str, ...]) -> rx.Var[str]:
    return t(f"desk.line_{what}", **{name: getattr(one, name) for name in names})
