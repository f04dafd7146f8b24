"""The log of a conversation."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local

Text = str | Var[str]


class MessageLog(Local):
    """Scrolls with the newest message while it is in sight, else offers to jump there."""

    library = "$/public/log.js"
    tag = "MessageLog"
    label: Var[str]
    jump_label: Var[str]
    testid: Var[str]
    pin_key: Var[str]
    empty: Var[bool]


def message_log(
    *messages: rx.Component,
    label: Text,
    pin_key: Text = "",
    testid: str = "chat-log",
    empty: bool | Var[bool] = False,
) -> rx.Component:
    """The scrolling log; goes to its end when `pin_key` changes: another chat, a message of one's own.

    While it is `empty` of messages it stands at its beginning, in the middle of its place.
    """
    jump = t("ui.jump_to_latest")
    return MessageLog.create(
        *messages, label=label, jump_label=jump, testid=testid, pin_key=pin_key, empty=empty
    )


def log_way(text: Text, on_click: object, *, icon: str, testid: str) -> rx.Component:
    """A button in the log, to messages that are not shown."""
    return rx.button(
        rx.icon(icon, size=14),
        text,
        variant="soft",
        color_scheme="gray",
        size="1",
        on_click=on_click,
        align_self="center",
        data_testid=testid,
    )
