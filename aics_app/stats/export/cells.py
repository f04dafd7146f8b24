"""What may stand in a cell: text that is only ever text, and times on the viewer's wall."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

MAX_UNITS = 32_767
"""A cell's limit, counted as Excel does: an emoji is two."""
DASH = "—"

# Not in XML at all, halves of characters, and what a spreadsheet would run or take for an error.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SUSPECT = re.compile("^[=+\\-@\t\r\n#]|[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_harmless(text: str) -> bool:
    """Whether it may be written as it is: most texts are, and are looked at once."""
    return 2 * len(text) <= MAX_UNITS and _SUSPECT.search(text) is None


def readable(text: str) -> str:
    """The text without what XML forbids, cut to what a cell holds, with an ellipsis where it was cut."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if 2 * len(text) <= MAX_UNITS or _units(text) <= MAX_UNITS:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MAX_UNITS - 1)].decode("utf-16-le", "ignore")
    return kept + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def on_wall(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The same instant as a clock in this zone shows it, to the second; cells know no zones."""
    return None if at is None else at.astimezone(zone).replace(tzinfo=None, microsecond=0)
