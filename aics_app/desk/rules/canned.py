"""What a canned reply must be, and what its variables stand for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from aics_app.core.text import clean, one_line
from aics_app.desk.models import MAX_SHORTCUT_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS, Language

VARIABLES = ("customer", "agent", "company", "order_no")
"""What may stand in double braces."""

_SHORTCUT = re.compile(r"[\w-]+")
# Our own tickets' numbers, or anything numbered that follows the word for an order.
_TICKET_NO = re.compile(r"WO\d{13}[A-Z0-9]{6}", re.ASCII)
_ORDER_NO = re.compile(
    r"(?:订单编?号?|单号|order(?:\s+(?:number|no\.?|id))?)[\s:：#是为is]*([A-Za-z]{0,4}-?\d[\dA-Za-z-]{3,31})",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\dA-Za-z])\d{10,24}(?![\dA-Za-z])")


@dataclass(frozen=True)
class Draft:
    """What a canned reply shall say. `shared` is for everybody."""

    shortcut: str
    title: str
    text: str
    language: str = Language.ANY
    shared: bool = False


def tidy(draft: Draft) -> Draft:
    """One form for what looks the same; the slash before a shortcut is not part of it."""
    shortcut = unicodedata.normalize("NFKC", clean(draft.shortcut)).casefold().lstrip("/")
    text = clean(draft.text)
    title = one_line(draft.title, MAX_TITLE_CHARS + 1) or one_line(text, 40)
    return Draft(shortcut, title, text, draft.language, draft.shared)


def faults_of(draft: Draft) -> dict[str, str]:
    """The code of what is wrong with each field of a tidy draft."""
    faults = {
        "shortcut": _fault_of_shortcut(draft.shortcut),
        "title": "too_long" if len(draft.title) > MAX_TITLE_CHARS else "",
        "text": _fault_of_text(draft.text),
        "language": "" if draft.language in set(Language) else "choice",
    }
    return {field: fault for field, fault in faults.items() if fault}


def _fault_of_shortcut(shortcut: str) -> str:
    if not shortcut:
        return "required"
    if len(shortcut) > MAX_SHORTCUT_CHARS:
        return "too_long"
    return "" if _SHORTCUT.fullmatch(shortcut) else "shortcut_form"


def _fault_of_text(text: str) -> str:
    if not text:
        return "required"
    return "too_long" if len(text) > MAX_TEXT_CHARS else ""


def order_no_in(said: Iterable[str]) -> str:
    """The order or ticket that was named last, or nothing. `said` is in the order of the talk."""
    for text in reversed(list(said)):
        found = _TICKET_NO.findall(text) or _ORDER_NO.findall(text) or _LONG_NUMBER.findall(text)
        if found:
            return str(found[-1])
    return ""
