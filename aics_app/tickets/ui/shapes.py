"""What the customer's pages of tickets are told: plain values only."""

from dataclasses import dataclass, field

from aics_app.attachments.views import FileView
from aics_app.tickets.rules.workflow import Names


@dataclass
class Choice:
    """A word of the workflow, in every language."""

    word: str = ""
    zh: str = ""
    en: str = ""


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


@dataclass
class OwnRow:
    """One of the customer's own in the list. `standing` is what its status means, `step` what comes next.

    `last` is what happened last, `by` an instant that is promised and `late` that it has passed.
    """

    number: str
    title: str
    status: Choice
    standing: str
    at: str
    version: int
    topic: Choice = field(default_factory=Choice)
    handler: str = ""
    step: str = ""
    by: str = ""
    late: bool = False
    last: str = ""


@dataclass
class Entry:
    """One line of a ticket's way: something `said`, or an event by its name with its `word`."""

    key: str
    what: str
    at: str
    who: str = ""
    avatar: str = ""
    is_staff: bool = False
    text: str = ""
    word: Choice = field(default_factory=Choice)
    files: list[FileView] = field(default_factory=list)


@dataclass
class TicketView:
    """A ticket as its customer sees it. `reopen_to` and `confirm_to` are statuses he may carry it to."""

    number: str = ""
    title: str = ""
    status: Choice = field(default_factory=Choice)
    standing: str = ""
    topic: Choice = field(default_factory=Choice)
    priority: Choice = field(default_factory=Choice)
    created_at: str = ""
    handler: str = ""
    face: str = ""
    session_id: str = ""
    step: str = ""
    by: str = ""
    late: bool = False
    solution_by: str = ""
    reopen_to: str = ""
    confirm_to: str = ""
    score: int = 0
    comment: str = ""
    merged_into: str = ""
    version: int = 0
    lines: list[Entry] = field(default_factory=list)


def choice(word: str, names: Names) -> Choice:
    """From the workflow; a language that it lacks says the word itself."""
    return Choice(word, names.get("zh", word), names.get("en", word))
