"""Every run-time setting: what it may be, what it is unless somebody says otherwise, and how it is read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aics_app.configuration.models import ALWAYS_THERE, DEFAULTS, Key
from aics_app.core.errors import Invalid
from aics_app.core.text import one_line
from aics_app.settings import Settings

MAX_TEXT = 200
MAX_DIGITS = 12
FAULTS = (
    "choice",
    "range",
    "wrong_type",
    "too_short",
    "too_long",
    "above_request",
    "below_file",
)
"""All that can be wrong with a value: codes of `fault.*`."""
_YES, _NO = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


class Group(StrEnum):
    """What a setting is about, in the order of the page."""

    AI = "ai"
    CACHE = "cache"
    HANDOFF = "handoff"
    TICKETS = "tickets"
    FILES = "files"
    LOOK = "look"
    MAIL = "mail"


class Kind(StrEnum):
    """How a setting is written."""

    NUMBER = "number"
    WHOLE = "whole"
    CHOICE = "choice"
    TEXT = "text"
    SWITCH = "switch"


@dataclass(frozen=True)
class Setting:
    """One run-time setting. `source` is the section and field of the environment's that it lies over.

    `unit` is a key of `unit.*`; `least` and `most` bound numbers, and the length of a text.
    """

    key: Key
    group: Group
    kind: Kind
    least: float = 0
    most: float = 0
    unit: str = ""
    choices: tuple[str, ...] = ()
    source: tuple[str, str] | None = None

    @property
    def is_typed(self) -> bool:
        """Whether people type it, and save it when it is done; a switch or a choice counts at once."""
        return self.kind not in (Kind.SWITCH, Kind.CHOICE)


ACCENTS = ("jade", "teal", "green", "cyan", "blue", "crimson", "orange")
"""Those whose words and buttons can be read in light and dark."""
POLICIES = ("manual", "round_robin", "least_loaded", "skill")
WEEK_S = 604_800
MONTH_S = 2_592_000

_ALL = (
    Setting(Key.MODEL_NAME, Group.AI, Kind.TEXT, 1, 100, source=("ai", "ollama_model_name")),
    Setting(Key.MODEL_TEMPERATURE, Group.AI, Kind.NUMBER, 0, 2, source=("ai", "ollama_temperature")),
    Setting(
        Key.MODEL_MAX_TOKENS, Group.AI, Kind.WHOLE, 16, 32768, "tokens", source=("ai", "ollama_max_tokens")
    ),
    Setting(Key.MODEL_TIMEOUT, Group.AI, Kind.WHOLE, 1, 600, "seconds", source=("ai", "ollama_timeout")),
    Setting(Key.MODEL_CONCURRENCY, Group.AI, Kind.WHOLE, 1, 1000, source=("ai", "ollama_max_concurrency")),
    Setting(Key.MAX_TURNS, Group.AI, Kind.WHOLE, 1, 20, source=("ai", "max_turns")),
    Setting(Key.AUTO_TRANSFER_THRESHOLD, Group.AI, Kind.NUMBER, 0, 1),
    Setting(Key.CACHE_ENABLED, Group.CACHE, Kind.SWITCH, source=("ai", "cache_enabled")),
    Setting(
        Key.CACHE_EXPIRE_SECONDS,
        Group.CACHE,
        Kind.WHOLE,
        1,
        MONTH_S,
        "seconds",
        source=("ai", "cache_expire_seconds"),
    ),
    Setting(Key.CACHE_THRESHOLD, Group.CACHE, Kind.WHOLE, 1, 1000, source=("ai", "cache_threshold")),
    Setting(Key.HANDOFF_POLICY, Group.HANDOFF, Kind.CHOICE, choices=POLICIES),
    Setting(Key.HANDOFF_SILENT_SECONDS, Group.HANDOFF, Kind.WHOLE, 30, 86_400, "seconds"),
    Setting(Key.HANDOFF_PARTICULAR_SECONDS, Group.HANDOFF, Kind.WHOLE, 10, 86_400, "seconds"),
    Setting(Key.HANDOFF_ABSENT_SECONDS, Group.HANDOFF, Kind.WHOLE, 60, WEEK_S, "seconds"),
    Setting(Key.HANDOFF_LONGEST_SECONDS, Group.HANDOFF, Kind.WHOLE, 300, WEEK_S, "seconds"),
    Setting(Key.TIMELY_REPLY_MINUTES, Group.HANDOFF, Kind.WHOLE, 1, 1440, "minutes"),
    Setting(Key.TICKETS_ASSIGN_AUTO, Group.TICKETS, Kind.SWITCH, source=("work_order", "assign_auto")),
    Setting(
        Key.TICKETS_REMIND_TIME,
        Group.TICKETS,
        Kind.WHOLE,
        1,
        10_080,
        "minutes",
        source=("work_order", "remind_time"),
    ),
    Setting(
        Key.MAX_FILE_SIZE, Group.FILES, Kind.WHOLE, 1, 100, "megabytes", source=("file", "max_file_size")
    ),
    Setting(
        Key.MAX_REQUEST_SIZE,
        Group.FILES,
        Kind.WHOLE,
        1,
        500,
        "megabytes",
        source=("file", "max_request_size"),
    ),
    Setting(Key.APP_NAME, Group.LOOK, Kind.TEXT, 1, 40, source=("app", "name")),
    Setting(Key.APP_ACCENT, Group.LOOK, Kind.CHOICE, choices=ACCENTS, source=("app", "accent")),
    Setting(Key.MAIL_ENABLED, Group.MAIL, Kind.SWITCH, source=("mail", "enabled")),
)

SETTINGS: dict[Key, Setting] = {setting.key: setting for setting in _ALL}


@dataclass(frozen=True)
class Doubt:
    """A stored value that can't be meant: `fault` is a code of `fault.*`, `used` what serves instead."""

    key: Key
    stored: str
    fault: str
    used: str


def default_of(key: Key, started_with: Settings) -> str:
    """What a setting is while `sys_config` says nothing."""
    source = SETTINGS[key].source
    if source is None:
        return DEFAULTS[key]
    value = getattr(getattr(started_with, source[0]), source[1])
    return str(value).lower() if isinstance(value, bool) else str(value)


def seen_in(stored: Mapping[str, str | None], started_with: Settings) -> dict[Key, str]:
    """What a change of each setting starts from: what the table says, also nonsense, or its default."""
    found = ((key, stored.get(key)) for key in SETTINGS)
    return {key: default_of(key, started_with) if said is None else said for key, said in found}


def is_default(key: Key, stored: str | None, default: str) -> bool:
    """Whether a stored value is what nobody has said otherwise: no row, or the one that is always there."""
    return stored is None or (key in ALWAYS_THERE and stored == default)


def tidy(key: Key, value: str) -> str:
    """The value as it is stored. Raises `Invalid` with what is wrong with `value`."""
    setting = SETTINGS[key]
    match setting.kind:
        case Kind.CHOICE:
            found, fault = value.strip(), "" if value.strip() in setting.choices else "choice"
        case Kind.SWITCH:
            found, fault = _switch(value)
        case Kind.TEXT:
            found = one_line(value, MAX_TEXT)
            fault = (
                "too_short" if len(found) < setting.least else "too_long" if len(found) > setting.most else ""
            )
        case Kind.WHOLE | Kind.NUMBER:
            found, fault = _number(setting, value.strip())
    if fault:
        raise Invalid(fields={"value": fault})
    return found


def effective(stored: Mapping[str, str | None], started_with: Settings) -> tuple[dict[Key, str], list[Doubt]]:
    """What every setting is, given the rows of `sys_config`; and which of those say nonsense."""
    values, doubts = {}, []
    for key in SETTINGS:
        found, default = stored.get(key), default_of(key, started_with)
        values[key], fault = acting(key, found, default)
        if fault:
            doubts.append(Doubt(key, one_line(found or "", MAX_TEXT), fault, default))
    if is_too_large(values):  # promised is what is kept: the whole request is refused before its files
        least = values[Key.MAX_REQUEST_SIZE]
        doubts.append(Doubt(Key.MAX_FILE_SIZE, values[Key.MAX_FILE_SIZE], "above_request", least))
        values[Key.MAX_FILE_SIZE] = least
    return values, doubts


def acting(key: Key, stored: str | None, default: str) -> tuple[str, str]:
    """What a stored value comes to, and what is wrong with it: nothing is wrong with nothing."""
    if stored is None:
        return default, ""
    try:
        return tidy(key, stored), ""
    except Invalid as error:
        return default, error.fields["value"]


def is_too_large(values: Mapping[Key, str]) -> bool:
    """Whether one file may have more bytes than the request that brings it."""
    return int(values[Key.MAX_FILE_SIZE]) > int(values[Key.MAX_REQUEST_SIZE])


def clash(key: Key, values: Mapping[Key, str]) -> str:
    """What is wrong with the value of `key` beside the others; nothing when they go together."""
    if not is_too_large(values):
        return ""
    return {Key.MAX_FILE_SIZE: "above_request", Key.MAX_REQUEST_SIZE: "below_file"}.get(key, "")


def laid_over(started_with: Settings, values: Mapping[Key, str]) -> Settings:
    """The environment's settings with the run-time ones in their places."""
    changes: dict[str, dict[str, Any]] = {}
    for key, value in values.items():
        setting = SETTINGS[key]
        if setting.source and value != default_of(key, started_with):
            section, field = setting.source
            changes.setdefault(section, {})[field] = _meant(setting, value)
    return started_with.model_copy(
        update={
            section: getattr(started_with, section).model_copy(update=own) for section, own in changes.items()
        }
    )


def _meant(setting: Setting, value: str) -> Any:
    match setting.kind:
        case Kind.NUMBER:
            return float(value)
        case Kind.WHOLE:
            return int(value)
        case Kind.SWITCH:
            return value == "true"
    return value


def _switch(value: str) -> tuple[str, str]:
    said = value.strip().lower()
    return ("true" if said in _YES else "false"), ("" if said in _YES | _NO else "choice")


def _number(setting: Setting, said: str) -> tuple[str, str]:
    try:
        number = float(said)
    except ValueError:
        return "", "wrong_type"
    if not math.isfinite(number) or len(said) > MAX_DIGITS or not said.isascii() or "_" in said:
        return "", "wrong_type"
    if setting.kind is Kind.WHOLE and number != int(number):
        return "", "wrong_type"
    if not setting.least <= number <= setting.most:
        return "", "range"
    return (str(int(number)) if number == int(number) else str(number)), ""
