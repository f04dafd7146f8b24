"""Canned replies after a slash, beside whichever box of the staff's answers a customer."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels

Text = str | Var[str]

_WORDS = ("list", "loading", "failed", "empty", "nothing", "shared", "keys")


class CannedMenu(Local):
    """The list that a slash opens."""

    library = "$/public/canned.js"
    tag = "CannedMenu"
    draft_key: Var[str]
    about: Var[str]
    labels: Var[dict[str, str]]


class CannedButton(Local):
    """Opens it without a keyboard."""

    library = "$/public/canned.js"
    tag = "CannedButton"
    draft_key: Var[str]
    label: Var[str]


def canned_menu(draft_key: Text, about: Text) -> rx.Component:
    """Stands beside the composer of this draft, inside the same element.

    `about` says what the variables stand for: `session_id=…` of a conversation, or `order_no=…` of a ticket.
    """
    words = {name: t(f"canned.{name}") for name in _WORDS}
    # The script puts the number in: it changes with every key.
    count = t("canned.count", count="{count}")
    return CannedMenu.create(draft_key=draft_key, about=about, labels=labels(count=count, **words))


def canned_button(draft_key: Text) -> rx.Component:
    """The same for fingers."""
    return CannedButton.create(
        rx.icon("message-square-quote", size=14),
        rx.el.span(t("canned.open"), class_name="help-word"),
        draft_key=draft_key,
        label=t("canned.open"),
    )
