"""Lines of the system: what happened in a conversation, in the reader's language."""

from string import Formatter

import reflex as rx

from aics_app.chat.ui.shapes import MessageView
from aics_app.locales import CATALOGUES, DEFAULT_LOCALE
from aics_app.ui.i18n import t

PREFIX = "line."
_TEXTS = {
    key.removeprefix(PREFIX): text
    for key, text in CATALOGUES[DEFAULT_LOCALE].items()
    if key.startswith(PREFIX)
}


def line(message: MessageView) -> rx.Var[str]:
    """What `actions.announce` kept as `what` and `params`; the message's own text for anything unknown."""
    known = ((what, _said(what, text, message)) for what, text in _TEXTS.items())
    return rx.match(message.what, *known, message.text)


def _said(what: str, text: str, message: MessageView) -> rx.Var[str]:
    names = {name for _, name, _, _ in Formatter().parse(text) if name}
    return t(f"line.{what}", **{name: message.params[name] for name in names})
