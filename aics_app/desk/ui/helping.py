"""What helps to write: the model's words, read before they are used."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.talking import TalkState
from aics_app.desk.ui.writing import WritingState
from aics_app.ui.canned import canned_button
from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local, labels

Text = str | Var[str]

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


def help_desk(draft_key: Text) -> rx.Component:
    """Above the composer of this draft, inside the same element."""
    return HelpDesk.create(
        canned_button(draft_key),
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
