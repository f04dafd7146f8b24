"""Which run-time settings say how work is given out, and what they may be."""

from dataclasses import dataclass

from aics_app.configuration.models import Key
from aics_app.configuration.rules import SETTINGS
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
    **{
        key: Seconds(int(SETTINGS[key].least), int(SETTINGS[key].most))
        for key in (
            Key.HANDOFF_SILENT_SECONDS,
            Key.HANDOFF_PARTICULAR_SECONDS,
            Key.HANDOFF_ABSENT_SECONDS,
            Key.HANDOFF_LONGEST_SECONDS,
        )
    },
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
