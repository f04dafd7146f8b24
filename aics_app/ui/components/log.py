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


def message_log(
    *messages: rx.Component, label: Text, pin_key: Text = "", testid: str = "chat-log"
) -> rx.Component:
    """The scrolling log; goes to its end when `pin_key` changes: another chat, a message of one's own."""
    return MessageLog.create(
        *messages, label=label, jump_label=t("ui.jump_to_latest"), testid=testid, pin_key=pin_key
    )
