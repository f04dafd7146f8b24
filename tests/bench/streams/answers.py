"""What a customer saw of one answer, as the load process notes it and the reckoning reads it."""

from dataclasses import dataclass, field


@dataclass
class Seen:
    """`marks` are pairs: at this instant (ns since the epoch) so many characters were there."""

    question: str
    asked_ns: int
    ended_ns: int = 0
    source: str = ""
    text: str = ""
    saved: str = ""
    received_bytes: int = 0
    marks: list[tuple[int, int]] = field(default_factory=list)
    fault: str = ""

    def note(self, at_ns: int, text: str) -> None:
        """From now on the customer reads this much."""
        if len(text) > len(self.text):
            self.text = text
            self.marks.append((at_ns, len(text)))
