"""What helps to write: canned replies after a slash, and the model's words, read before they are used."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.talking import TalkState
from aics_app.desk.ui.writing import WritingState
from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local, labels

Text = str | Var[str]

_MENU = ("list", "loading", "failed", "empty", "nothing", "shared", "keys")
_HELP = (
    *("suggest", "rewrite", "translate", "summarise", "style_friendlier", "style_shorter", "style_formal"),
    *("kind_suggest", "kind_rewrite", "kind_translate", "kind_summarise", "card", "preview", "writing"),
    *(
        "stopped",
        "ready",
        "use",
        "edit",
        "again",
        "copy",
        "note",
        "stop",
        "dismiss",
        "tab",
        "undo",
        "replaced",
    ),
    *("replaced", "draft_first", "away", "failed"),
)


class CannedMenu(Local):
    """The list that a slash opens."""

    library = "$/public/canned.js"
    tag = "CannedMenu"
    draft_key: Var[str]
    conversation: Var[str]
    labels: Var[dict[str, str]]


class CannedButton(Local):
    """Opens it without a keyboard."""

    library = "$/public/canned.js"
    tag = "CannedButton"
    draft_key: Var[str]
    label: Var[str]


class HelpDesk(Local):
    """The model's help, with a card that shows what it wrote."""

    library = "$/public/help.js"
    tag = "HelpDesk"
    conversation: Var[str]
    draft_key: Var[str]
    accepted: Var[str]
    away: Var[bool]
    locale: Var[str]
    labels: Var[dict[str, str]]


class Translated(Local):
    """What the customer wrote, in the agent's language."""

    library = "$/public/help.js"
    tag = "Translated"
    conversation: Var[str]
    message_id: Var[int]
    text: Var[str]
    away: Var[bool]
    locale: Var[str]
    labels: Var[dict[str, str]]


def canned_menu(draft_key: Text) -> rx.Component:
    """Stands beside the composer of this draft, inside the same element."""
    words = {name: t(f"canned.{name}") for name in _MENU}
    # The script puts the number in: it changes with every key.
    count = t("canned.count", count="{count}")
    return CannedMenu.create(
        draft_key=draft_key, conversation=TalkState.conversation_id, labels=labels(count=count, **words)
    )


def help_desk(draft_key: Text) -> rx.Component:
    """Above the composer of this draft, inside the same element."""
    opener = CannedButton.create(
        rx.icon("message-square-quote", size=14),
        rx.el.span(t("canned.open"), class_name="help-word"),
        draft_key=draft_key,
        label=t("canned.open"),
    )
    return HelpDesk.create(
        opener,
        conversation=TalkState.conversation_id,
        draft_key=draft_key,
        accepted=WritingState.accepted,
        away=WritingState.model_away,
        locale=Lang.code,
        labels=_words(),
    )


def translated(message_id: Var[int], text: Var[str]) -> rx.Component:
    """Under a customer's message; nothing where it is in the reader's language already."""
    return Translated.create(
        conversation=TalkState.conversation_id,
        message_id=message_id,
        text=text,
        away=WritingState.model_away,
        locale=Lang.code,
        labels=_words(),
    )


def _words() -> Var:
    words = {name: t(f"help.{name}") for name in _HELP}
    return labels(
        waiting=t("help.waiting", place="{place}"),
        unverified=t("help.unverified", claims="{claims}"),
        sources=t("help.sources", titles="{titles}"),
        **words,
    )
