"""Who said what when, and when the other side was shown it: the load process's own book."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

WORDS = "Thank you for waiting; I have looked into it and will tell you what I found in a moment."


@dataclass
class Ledger:
    """By the messages' own numbers. `seen` holds the id under which a reader was first shown each."""

    sent_ns: dict[int, int] = field(default_factory=dict)
    awaited: set[int] = field(default_factory=set)
    shown_ns: dict[int, int] = field(default_factory=dict)
    seen: dict[tuple[object, int], int] = field(default_factory=dict)
    doubled: int = 0
    refused: int = 0

    def next_text(self, *, is_awaited: bool) -> tuple[int, str]:
        """Number and words of a new message, sent now; `is_awaited` if a reader has it before his eyes."""
        number = len(self.sent_ns) + 1
        self.sent_ns[number] = time.time_ns()
        if is_awaited:
            self.awaited.add(number)
        return number, f"#{number} {WORDS}"

    def show(self, reader: object, message_id: int, text: str, now_ns: int) -> None:
        """A reader sees this message of the other side."""
        if not text.startswith("#"):
            return
        number = int(text[1 : text.index(" ")])
        if self.seen.setdefault((reader, number), message_id) != message_id:
            self.doubled += 1
        self.shown_ns.setdefault(number, now_ns)

    def missing(self, of: Iterable[int] = ()) -> int:
        """How many of these (or of all that are awaited) are not shown yet."""
        return len((set(of) or self.awaited) - self.shown_ns.keys())

    def delays_ms(self) -> list[float]:
        """From sent to shown, of those that were awaited."""
        both = self.awaited & self.shown_ns.keys()
        return [(self.shown_ns[number] - self.sent_ns[number]) / 1e6 for number in sorted(both)]
