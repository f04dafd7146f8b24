"""What the customer's pages of tickets are told: plain values only."""

from dataclasses import dataclass

from aics_app.tickets.rules.workflow import Names


@dataclass
class Choice:
    """A word of the workflow, in every language."""

    word: str
    zh: str
    en: str


@dataclass
class Urgency:
    """How urgent it may be, and until when a first word and a solution are promised if it is filed now."""

    word: str
    zh: str
    en: str
    reply_at: str
    resolve_at: str


@dataclass
class Start:
    """What the form begins with. `busy`: the model is still writing a better one."""

    title: str = ""
    content: str = ""
    category: str = ""
    busy: bool = False


def choice(word: str, names: Names) -> Choice:
    """From the workflow; a language that it lacks says the word itself."""
    return Choice(word, names.get("zh", word), names.get("en", word))
