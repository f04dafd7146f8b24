"""Text from strangers: made harmless, compared, and told apart by language."""

import re
import unicodedata
from collections.abc import Mapping

_BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
_CONTROLS = {
    code: None
    for code in [*range(0x20), 0x7F, *range(0x80, 0xA0), 0xFEFF, *map(ord, _BIDI)]
    if chr(code) not in "\t\n"
}
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_NOT_WORD = re.compile(r"[\W_]+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_LINE_MARKS = re.compile(r"^[ \t]*(?:[-*+>]|#{1,6}|\d{1,3}\.|\|?[-:| ]+\|$)[ \t]*", re.MULTILINE)
_INLINE_MARKS = re.compile(r"\*\*|__|`+|~~|\||(?<!\w)[*_](?=\w)|(?<=[^\W_])[*_](?!\w)")
_VARIABLE = re.compile(r"\{\{\s*(\w{1,40})\s*\}\}")
_TOO_MANY_LINES = re.compile(r"\n{4,}")


def clean(text: str) -> str:
    """The text without control characters, direction overrides, lone surrogates and outer white space.

    What remains means the same to a reader, but can't reorder, hide or break anything around it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return _TOO_MANY_LINES.sub("\n\n\n", unicodedata.normalize("NFC", text)).strip()


def one_line(text: str, limit: int) -> str:
    """At most `limit` characters on one line, with an ellipsis where it was cut."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def plain(markdown: str) -> str:
    """About what a reader of the Markdown sees, for one-line previews."""
    text = _LINK.sub(r"\1", _LINE_MARKS.sub("", markdown))
    return _INLINE_MARKS.sub("", text)


def language_of(text: str) -> str:
    """`zh` or `en`: Chinese when Han characters carry it, also among some Latin words."""
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    return "zh" if han and han * 2 >= words else "en"


def has_letters(text: str) -> bool:
    """Whether there is a letter, a digit or an ideograph."""
    return any(character.isalnum() for character in text)


def is_readable(text: str) -> bool:
    """Whether it says anything: has letters, or a symbol such as 👍; "？！" says nothing."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


def folded(text: str) -> str:
    """One form for texts that differ only in width, case, punctuation or spacing."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_WORD.sub(" ", text).strip()


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every `{{variable}}` that has a value filled in; the others stay as they are written.

    It is plain text: nothing is escaped, and a value is not looked through for variables again.
    """
    return _VARIABLE.sub(lambda found: values.get(found[1], "") or found[0], text)


def open_variables(text: str, values: Mapping[str, str]) -> list[str]:
    """The variables that `filled` leaves standing, each once, in order."""
    names = (found[1] for found in _VARIABLE.finditer(text))
    return list(dict.fromkeys(name for name in names if not values.get(name)))
