"""What the planning page is told: plain values only."""

from dataclasses import dataclass, field

from aics_app.workforce.queries import Agent
from aics_app.workforce.rules.hours import Slot
from aics_app.workforce.rules.planning import HolidayPlan, Week, slot_of, times_of
from aics_app.workforce.views import Opening


@dataclass
class SlotView:
    """Times on the wall, as a field of a browser holds them; `overnight` when it closes the day after."""

    opens: str
    closes: str
    overnight: bool = False


@dataclass
class DayView:
    """A weekday, 0 is Monday."""

    weekday: int
    slots: list[SlotView] = field(default_factory=list)


@dataclass
class OpenView:
    """What the plan means now; instants are empty when there is none."""

    is_open: bool = True
    opens_next: str = ""
    closes_next: str = ""
    changed_by: str = ""
    changed_at: str = ""


@dataclass
class HolidayView:
    """A day with hours of its own; none is closed."""

    day: str
    name: str
    slots: list[SlotView] = field(default_factory=list)


@dataclass
class AgentRow:
    """One who may be given work."""

    id: int
    name: str
    status: str
    since: str
    capacity: int
    load: int
    team: str
    skills: list[str]
    version: int


def slot_view(slot: Slot) -> SlotView:
    """A browser's field knows no 24:00; 00:00 at the end of a day is the same."""
    opens, closes = times_of(slot)
    return timed(opens, "00:00" if closes == "24:00" else closes)


def timed(opens: str, closes: str) -> SlotView:
    """From two fields, whether they make sense or not."""
    slot = slot_of(opens, closes)
    return SlotView(opens, closes, slot is not None and closes <= opens and closes != "00:00")


def days_of(week: Week) -> list[DayView]:
    """All seven."""
    return [DayView(weekday, [slot_view(slot) for slot in week.get(weekday, ())]) for weekday in range(7)]


def week_of(days: list[DayView]) -> Week:
    """As the actions take it; what is no time becomes a slot that they refuse."""
    return {
        day.weekday: tuple(slot_of(one.opens, one.closes) or (0, 0) for one in day.slots)
        for day in days
        if day.slots
    }


def open_view(opening: Opening) -> OpenView:
    """From what was read."""
    instants = (opening.opens_next, opening.closes_next, opening.changed_at)
    opens, closes, changed = (instant.isoformat() if instant else "" for instant in instants)
    return OpenView(opening.is_open, opens, closes, opening.changed_by, changed)


def holiday_view(plan: HolidayPlan) -> HolidayView:
    """From what was read."""
    return HolidayView(plan.day.isoformat(), plan.name, [slot_view(slot) for slot in plan.slots])


def agent_row(agent: Agent, load: int) -> AgentRow:
    """From what was read."""
    return AgentRow(
        id=agent.user_id,
        name=agent.nickname,
        status=agent.status.value,
        since=agent.since.isoformat() if agent.since else "",
        capacity=agent.capacity,
        load=load,
        team=agent.team or "",
        skills=list(agent.skills),
        version=agent.version,
    )
