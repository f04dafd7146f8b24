"""A ticket's number, as the reference makes it: `WO`, the milliseconds, six characters."""

from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which are read as 1 and 0."""
TAIL = 6


def number(at: datetime, tail: str) -> str:
    """`tail`: six characters by chance."""
    return f"WO{int(at.timestamp() * 1000)}{tail}"
