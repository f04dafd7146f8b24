"""What the API takes and gives about those who work, and about when the company is open."""

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import BaseModel, Field

from aics_app.core.inputs import Body, Version
from aics_app.core.paging import Whole
from aics_app.workforce.actions import Profile
from aics_app.workforce.models import DAY_MINUTES, MAX_HOLIDAY_CHARS, MAX_TEAM_CHARS, Status
from aics_app.workforce.queries import Agent
from aics_app.workforce.rules.hours import Slot
from aics_app.workforce.rules.planning import (
    MAX_CAPACITY,
    MAX_HOLIDAYS,
    MAX_SKILL_CHARS,
    MAX_SKILLS,
    MAX_SLOTS,
    HolidayPlan,
    Week,
    slot_of,
    times_of,
)
from aics_app.workforce.views import Opening

Time = Field(pattern=r"^[0-9]{2}:[0-5][0-9]$", examples=["09:00"])


class WantedPresence(BaseModel):
    """How the agent wants to be there."""

    status: Status


class WantedProfile(Body):
    """What an agent can do. `version` is the one that was read."""

    version: Version
    capacity: int = Field(ge=0, le=MAX_CAPACITY)
    team: str | None = Field(None, max_length=MAX_TEAM_CHARS)
    skills: list[str] = Field([], max_length=MAX_SKILLS)

    def profile(self) -> Profile:
        """As the actions take it."""
        return Profile(self.capacity, self.team, tuple(skill[: MAX_SKILL_CHARS + 1] for skill in self.skills))


class AgentOut(BaseModel):
    """One who may be given work. `since`: since when the status is so; null when he was never there."""

    id: int
    nickname: str
    status: Status
    capacity: int
    load: int
    team: str | None
    skills: list[str]
    since: datetime | None
    version: int

    @classmethod
    def of(cls, agent: Agent, load: int) -> "AgentOut":
        """From what was read."""
        return cls(
            id=agent.user_id,
            nickname=agent.nickname,
            status=agent.status,
            capacity=agent.capacity,
            load=load,
            team=agent.team,
            skills=list(agent.skills),
            since=agent.since,
            version=agent.version,
        )


class SlotIO(BaseModel):
    """Times on the wall. One that closes no later than it opens closes the day after; `24:00` is midnight."""

    opens: str = Time
    closes: str = Time

    @classmethod
    def of(cls, slot: Slot) -> "SlotIO":
        """From minutes of the day."""
        opens, closes = times_of(slot)
        return cls(opens=opens, closes=closes)

    def minutes(self) -> Slot:
        """A slot that is none (`25:00`) is refused by the rules, which say where it stands."""
        return slot_of(self.opens, self.closes) or (DAY_MINUTES, DAY_MINUTES)


class DaySlotIO(SlotIO):
    """A slot of a weekday, 0 is Monday."""

    weekday: int = Field(ge=0, le=6)


class HoursOut(BaseModel):
    """When the company is open, in its own time zone. No slot at all: always."""

    timezone: str
    version: int
    week: list[DaySlotIO]
    open_now: bool
    opens_next: datetime | None = Field(description="when closed: the next opening")
    closes_next: datetime | None = Field(description="when open: the next closing; null: not in sight")
    changed_at: datetime | None
    changed_by: str | None

    @classmethod
    def of(cls, opening: Opening) -> "HoursOut":
        """From what was read."""
        week = [
            DaySlotIO(weekday=weekday, **SlotIO.of(slot).model_dump())
            for weekday, slots in opening.week.items()
            for slot in slots
        ]
        return cls(
            timezone=opening.timezone,
            version=opening.version,
            week=week,
            open_now=opening.is_open,
            opens_next=opening.opens_next,
            closes_next=opening.closes_next,
            changed_at=opening.changed_at,
            changed_by=opening.changed_by or None,
        )


class WantedHours(BaseModel):
    """The whole week. `version` is the one that was read."""

    version: Version
    week: list[DaySlotIO] = Field(max_length=7 * MAX_SLOTS)

    def slots(self) -> Week:
        """By weekday."""
        return {
            day: tuple(one.minutes() for one in self.week if one.weekday == day)
            for day in {one.weekday for one in self.week}
        }


class HolidayIO(Body):
    """A day with slots of its own; none is closed all day."""

    day: date
    name: str = Field(max_length=MAX_HOLIDAY_CHARS)
    slots: list[SlotIO] = Field([], max_length=MAX_SLOTS)


class HolidaysOut(Whole):
    """Every holiday. Hours and holidays are counted together by `version`."""

    version: int
    items: list[HolidayIO]

    @classmethod
    def of(cls, version: int, holidays: Iterable[HolidayPlan]) -> "HolidaysOut":
        """From what was read."""
        items = [
            HolidayIO(day=one.day, name=one.name, slots=[SlotIO.of(slot) for slot in one.slots])
            for one in holidays
        ]
        return cls(version=version, items=items)


class WantedHolidays(BaseModel):
    """All holidays that there are to be. `version` is the one that was read."""

    version: Version
    items: list[HolidayIO] = Field(max_length=MAX_HOLIDAYS)

    def plans(self) -> list[HolidayPlan]:
        """As the actions take them."""
        return [
            HolidayPlan(one.day, one.name, tuple(slot.minutes() for slot in one.slots)) for one in self.items
        ]


class RuleOut(BaseModel):
    """A run-time setting of how work is given out: one of `choices`, or seconds from `least` to `most`."""

    key: str
    value: str
    choices: list[str] | None = None
    least: int | None = None
    most: int | None = None


class RulesOut(Whole):
    """All of them."""

    items: list[RuleOut]


class WantedRule(BaseModel):
    """What it is to be, and what it was when it was read."""

    value: str = Field(max_length=100)
    before: str = Field(max_length=100)
