"""Which run-time settings say how work is given out, and what they may be."""

from dataclasses import dataclass

from aics_app.configuration.models import Key
from aics_app.core.errors import Invalid, NotFound
from aics_app.workforce.rules.turn import Policy


@dataclass(frozen=True)
class Choice:
    """One of these words."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Seconds:
    """A whole number of seconds between two limits."""

    least: int
    most: int


RULES: dict[Key, Choice | Seconds] = {
    Key.HANDOFF_POLICY: Choice(tuple(Policy)),
    Key.HANDOFF_SILENT_SECONDS: Seconds(30, 86_400),
    Key.HANDOFF_PARTICULAR_SECONDS: Seconds(10, 86_400),
    Key.HANDOFF_ABSENT_SECONDS: Seconds(60, 604_800),
    Key.HANDOFF_LONGEST_SECONDS: Seconds(300, 604_800),
}


def tidy_rule(key: Key, value: str) -> str:
    """The value as it is stored. Raises `NotFound` for a setting that is none of these, or `Invalid`."""
    rule = RULES.get(key)
    match rule:
        case Choice(words):
            if value not in words:
                raise Invalid(fields={"value": "choice"})
            return value
        case Seconds(least, most):
            digits = value.strip()
            if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):  # noqa: PLR2004 - no limit has as many
                raise Invalid(fields={"value": "wrong_type"})
            if not least <= int(digits) <= most:
                raise Invalid(fields={"value": "range"})
            return str(int(digits))
    raise NotFound(key)
