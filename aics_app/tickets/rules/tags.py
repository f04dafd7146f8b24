"""What the staff's words on a ticket look like."""

import re
from collections.abc import Sequence

from aics_app.core.text import folded, one_line
from aics_app.tickets.models import MAX_TAG_CHARS, MAX_TAGS


def tidy(words: Sequence[str]) -> list[str]:
    """Each once, however it is written, in order; a comma would part it where a history lists it."""
    found: dict[str, str] = {}
    for word in words:
        tag = one_line(word.replace(",", " ").replace("，", " "), len(word) + 1).lower()
        if folded(tag):
            found.setdefault(folded(tag), tag)
    return sorted(found.values())


def fault_of(tags: Sequence[str]) -> str | None:
    """The code of what is wrong with tidy tags, or None."""
    return "too_long" if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_CHARS for tag in tags) else None


def listed(tags: Sequence[str]) -> str | None:
    """As a history says it."""
    return ", ".join(tags) or None


def parted(text: str) -> tuple[str, ...]:
    """The words of a line that parts them by commas, as either keyboard types them."""
    return tuple(word for word in re.split("[,，、]", text) if word.strip())
