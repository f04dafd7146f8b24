"""One line of the log, as the staff reads it."""

import reflex as rx

from aics_app.desk.ui.hearing import receipt
from aics_app.desk.ui.helping import translated
from aics_app.desk.ui.shapes import LineView
from aics_app.ui.components import (
    ai_avatar,
    avatar,
    clock_time,
    end_note,
    file_list,
    note_line,
    system_line,
)
from aics_app.ui.i18n import t
from aics_app.ui.markdown import live_markdown


def line(one: LineView) -> rx.Component:
    """By whoever wrote it: what the staff writes stands at the right, notes look like nothing else."""
    written = rx.match(
        one.sender,
        ("agent", _said(one, "desk-own")),
        ("note", note_line(one, clock_time(one.at), testid="desk-note-line")),
        ("system", system_line(one, clock_time(one.at))),
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
            end_note(one.state, one.error),
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
