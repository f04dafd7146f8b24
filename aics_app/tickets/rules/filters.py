"""Which tickets are wanted, and in which order: as pages hold it, and as their addresses do."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

ME = "me"
NOBODY = "none"
MAX_WORDS_CHARS = 100
"""Of what is searched for."""
NUMBER = re.compile(r"WO\d{5,}[0-9A-Z]*", re.ASCII | re.IGNORECASE)
"""The beginning of a ticket's number, or all of it."""
_MAX_CHARS = 60


class Sla(StrEnum):
    """How the promises of a ticket stand."""

    BREACHED = "breached"
    SOON = "soon"
    RUNNING = "running"


class By(StrEnum):
    """What a list is ordered by."""

    UPDATED = "updated"
    CREATED = "created"
    PRIORITY = "priority"
    STATUS = "status"
    DUE = "due"


@dataclass(frozen=True)
class Filters:
    """Each is a condition, and "" is none. `handler`: `me`, `none` or an id; `state`: what the status means.

    `q` is looked for in number, title, content and thread.
    """

    status: str = ""
    state: str = ""
    handler: str = ""
    priority: str = ""
    category: str = ""
    team: str = ""
    tag: str = ""
    sla: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """From an address. What nobody could have meant is left out."""
        found = {name: query[name].strip() for name in NAMES if query.get(name)}
        found["q"] = found.get("q", "")[:MAX_WORDS_CHARS].strip()
        if not _is_handler(found.get("handler", "")):
            found.pop("handler", None)
        if found.get("sla") not in set(Sla):
            found.pop("sla", None)
        return cls(
            **{name: value for name, value in found.items() if name == "q" or len(value) <= _MAX_CHARS}
        )

    def query(self) -> dict[str, str]:
        """As the address has it."""
        return {name: value for name, value in asdict(self).items() if value}


NAMES = tuple(one.name for one in fields(Filters))


@dataclass(frozen=True)
class Sort:
    """The order of a list. It begins with the newest, the most urgent or the soonest due."""

    by: By = By.UPDATED
    is_reversed: bool = False

    @classmethod
    def of(cls, word: str) -> "Sort":
        """`due`, or `-due` for the other way round; what is no order is the usual one."""
        name = word.removeprefix("-")
        return cls(By(name), word.startswith("-")) if name in set(By) else cls()

    @property
    def word(self) -> str:
        """As the address has it."""
        return f"-{self.by}" if self.is_reversed else self.by.value


def _is_handler(word: str) -> bool:
    return word in ("", ME, NOBODY) or (word.isascii() and word.isdecimal() and len(word) < 19)  # noqa: PLR2004 - digits of a 64-bit id
