"""Lines of a conversation as the staff reads them everywhere: notes, and what the system says."""

from typing import Any

import reflex as rx
from reflex.vars import Var

from aics_app.ui.components.files import file_list
from aics_app.ui.i18n import t

WHATS: dict[str, tuple[str, ...]] = {
    "handoff_queued": (),
    "handoff_called": (),
    "handoff_taken": ("agent",),
    "handoff_transferred": ("from_agent", "agent"),
    "handoff_seized": ("from_agent", "agent"),
    "handoff_to_team": ("team",),
    "handoff_given_back": (),
    "handoff_closed": ("agent",),
    "handoff_cancelled": (),
    "handoff_expired": (),
    "handoff_left": (),
    "handoff_returned": (),
    "handoff_note_left": (),
    "ticket_filed": ("order_no",),
}
"""Lines of the system, with who is named in them."""


def note_line(one: Any, when: rx.Component, *, testid: str) -> rx.Component:
    """What customers never read; `one` has `name`, `text` and `files`."""
    by = rx.box(
        rx.icon("sticky-note", size=14),
        rx.el.strong(t("desk.note_by", name=one.name)),
        when,
        class_name="said-by",
    )
    return rx.box(by, one.text, file_list(one.files), class_name="desk-note-line", data_testid=testid)


def system_line(one: Any, when: rx.Component) -> rx.Component:
    """What happened; `one` has `what`, `text` and whom it names."""
    words = rx.match(one.what, *((what, _words(one, what, names)) for what, names in WHATS.items()), one.text)
    return rx.box(
        rx.el.span(words),
        when,
        class_name="said-system",
        data_testid="chat-message",
        data_sender="system",
        data_state="done",
    )


def _words(one: Any, what: str, names: tuple[str, ...]) -> Var[str]:
    return t(f"desk.line_{what}", **{name: getattr(one, name) for name in names})
