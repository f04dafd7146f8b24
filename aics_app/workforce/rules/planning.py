"""What an administrator may plan: pure checks, each fault by its field."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from aics_app.core.errors import Invalid
from aics_app.core.text import clean, folded, one_line
from aics_app.workforce.models import DAY_MINUTES, MAX_HOLIDAY_CHARS, MAX_TEAM_CHARS
from aics_app.workforce.rules.hours import Slot

MAX_CAPACITY = 50
MAX_SKILLS = 20
MAX_SKILL_CHARS = 40
MAX_SLOTS = 8
"""Of one day."""
MAX_HOLIDAYS = 200
FIRST_YEAR, LAST_YEAR = 2000, 2100
_WEEK = 7 * DAY_MINUTES
_TIME = re.compile(r"([0-9]{2}):([0-5][0-9])")

Week = dict[int, tuple[Slot, ...]]
"""Slots by weekday, 0 is Monday; a weekday without any is closed, a week without any always open."""


@dataclass(frozen=True)
class Profile:
    """What an agent can do."""

    capacity: int
    team: str | None = None
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class HolidayPlan:
    """A day with slots of its own; none is closed all day."""

    day: date
    name: str
    slots: tuple[Slot, ...] = ()


def tidy_profile(profile: Profile) -> Profile:
    """The profile with its words in order. Raises `Invalid`."""
    faults = {}
    team = clean(profile.team or "") or None
    alike: dict[str, str] = {}
    for skill in filter(None, map(clean, profile.skills)):
        alike.setdefault(folded(skill), skill)
    skills = tuple(alike.values())
    if not 0 <= profile.capacity <= MAX_CAPACITY:
        faults["capacity"] = "range"
    if team and len(team) > MAX_TEAM_CHARS:
        faults["team"] = "too_long"
    if len(skills) > MAX_SKILLS or any(len(skill) > MAX_SKILL_CHARS for skill in skills):
        faults["skills"] = "too_long"
    if faults:
        raise Invalid(fields=faults)
    return Profile(profile.capacity, team, skills)


def tidy_week(week: Mapping[int, Sequence[Slot]]) -> Week:
    """The week with its slots in order. Raises `Invalid`, a fault for each weekday (`week.0` …)."""
    faults: dict[str, str] = {}
    for weekday, slots in week.items():
        if weekday not in range(7):
            faults["week"] = "range"
        elif fault := _fault_of_slots(slots):
            faults[f"week.{weekday}"] = fault
    if not faults:
        faults = {f"week.{weekday}": "overlap" for weekday in _overlapping(week)}
    if faults:
        raise Invalid(fields=faults)
    return {weekday: tuple(sorted(slots)) for weekday, slots in sorted(week.items()) if slots}


def tidy_holidays(holidays: Sequence[HolidayPlan]) -> tuple[HolidayPlan, ...]:
    """The holidays in order. Raises `Invalid`, a fault for each by its place (`items.0.name` …)."""
    if len(holidays) > MAX_HOLIDAYS:
        raise Invalid(fields={"items": "too_long"})
    faults: dict[str, str] = {}
    tidy: list[HolidayPlan] = []
    for place, one in enumerate(holidays):
        name = one_line(one.name, MAX_HOLIDAY_CHARS + 1)
        tidy.append(HolidayPlan(one.day, name, tuple(sorted(one.slots))))
        faults |= {
            f"items.{place}.{field}": fault for field, fault in _faults_of_holiday(tidy[-1], tidy[:-1])
        }
    if faults:
        raise Invalid(fields=faults)
    return tuple(sorted(tidy, key=lambda one: one.day))


def _faults_of_holiday(one: HolidayPlan, before: Sequence[HolidayPlan]) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    if not one.name:
        faults.append(("name", "required"))
    if len(one.name) > MAX_HOLIDAY_CHARS:
        faults.append(("name", "too_long"))
    if not FIRST_YEAR <= one.day.year <= LAST_YEAR:
        faults.append(("day", "range"))
    if any(other.day == one.day for other in before):
        faults.append(("day", "twice"))
    fault = _fault_of_slots(one.slots) or ("overlap" if _overlapping({0: one.slots}) else None)
    return [*faults, ("slots", fault)] if fault else faults


def _fault_of_slots(slots: Sequence[Slot]) -> str | None:
    """Of one day: a slot opens within it, and closes after that, at most a day later."""
    if len(slots) > MAX_SLOTS:
        return "too_long"
    sound = all(0 <= opens < DAY_MINUTES and opens < closes <= opens + DAY_MINUTES for opens, closes in slots)
    return None if sound else "slot"


def _overlapping(week: Mapping[int, Sequence[Slot]]) -> set[int]:
    """The weekdays with a slot that begins before an earlier one, maybe of the day before, has ended."""
    spans = sorted(
        (weekday * DAY_MINUTES + opens, weekday * DAY_MINUTES + closes, weekday)
        for weekday, slots in week.items()
        for opens, closes in slots
    )
    if not spans:
        return set()
    around = [*spans, (spans[0][0] + _WEEK, spans[0][1] + _WEEK, spans[0][2])]
    return {later[2] for earlier, later in pairwise(around) if later[0] < earlier[1]}


def slot_of(opens: str, closes: str) -> Slot | None:
    """The slot between two times on the wall, up to `24:00`; if it closes no later, that is the day after."""
    first, last = _minute(opens), _minute(closes)
    if first is None or last is None or first == DAY_MINUTES:
        return None
    return first, last if last > first else last + DAY_MINUTES


def times_of(slot: Slot) -> tuple[str, str]:
    """A slot as it is read: opens and closes, the latter perhaps of the day after."""
    opens, closes = slot
    return _clock(opens), _clock(closes if closes <= DAY_MINUTES else closes - DAY_MINUTES)


def _minute(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else None
    return minute if minute is not None and minute <= DAY_MINUTES else None


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
