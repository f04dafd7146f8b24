"""Vera says when the company is open, and every replica goes by it at once."""

import asyncio
from datetime import date

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.workforce import actions, queries, views
from aics_app.workforce.actions import Profile
from aics_app.workforce.errors import AgentChangedMeanwhile, PlanChangedMeanwhile, RuleChangedMeanwhile
from aics_app.workforce.rules.planning import (
    HolidayPlan,
    slot_of,
    tidy_holidays,
    tidy_week,
    times_of,
)
from tests.unit.workforce.conftest import Office, after

DAY, EVENING, NIGHT = (540, 720), (780, 1080), (1320, 1800)
NEW_YEAR = HolidayPlan(date(2027, 1, 1), "元旦")
EVE = HolidayPlan(date(2026, 12, 31), "New Year's Eve", ((600, 840),))


async def hours(office: Office, actor: Actor, week: dict, version: int = 0) -> None:
    async with office.db.transaction() as session:
        await actions.set_hours(session, actor, week, version=version, at=after(0))


async def days(office: Office, actor: Actor, *holidays: HolidayPlan, version: int = 0) -> None:
    async with office.db.transaction() as session:
        await actions.set_holidays(session, actor, holidays, version=version, at=after(0))


async def rule(office: Office, actor: Actor, key: Key, value: str, before: str) -> None:
    async with office.db.transaction() as session:
        await actions.set_rule(session, actor, key, value, before=before, at=after(0))


async def shown(office: Office, actor: Actor, seconds: float = 0, zone: str = "UTC") -> views.Opening:
    async with office.db.reading() as session:
        return await views.opening(session, actor, zone, after(seconds))


@pytest.fixture
async def vera(office: Office) -> Actor:
    """The administrator."""
    return await office.person("vera", Role.ADMIN)


async def test_who_never_planned_is_always_open(office: Office, vera: Actor) -> None:
    plan = await shown(office, vera)
    assert (plan.is_open, plan.opens_next, plan.closes_next, plan.version) == (True, None, None, 0)
    assert (plan.changed_at, plan.changed_by) == (None, "")


async def test_what_vera_plans_counts_and_every_screen_is_told(office: Office, vera: Actor) -> None:
    """Noon of the office is a Monday's."""
    await hours(office, vera, {0: (EVENING, DAY), 6: (NIGHT,)})
    plan = await shown(office, vera)
    assert plan.week == {0: (DAY, EVENING), 6: (NIGHT,)}
    assert (plan.is_open, plan.version, plan.changed_by) == (False, 1, "Vera")
    assert plan.opens_next == after(3600)
    assert (await shown(office, vera, 3600)).closes_next == after(6 * 3600)
    assert office.heard == [{"type": "changed"}]
    told = {"before": {}, "after": {"0": [[540, 720], [780, 1080]], "6": [[1320, 1800]]}}
    assert await office.facts("HoursChanged") == [(vera.user_id, "hours", told)]


async def test_a_holiday_has_its_own_hours_or_none(office: Office, vera: Actor) -> None:
    await days(office, vera, HolidayPlan(after(0).date(), " Closed  today "))
    plan = await shown(office, vera)
    assert plan.holidays == (HolidayPlan(after(0).date(), "Closed today"),)
    assert not plan.is_open
    assert plan.opens_next == after(12 * 3600)
    await days(office, vera, HolidayPlan(after(0).date(), "Short", ((660, 780),)), version=1)
    assert (await shown(office, vera)).closes_next == after(3600)


async def test_hours_and_holidays_are_counted_together(office: Office, vera: Actor) -> None:
    await hours(office, vera, {0: (DAY,)})
    with pytest.raises(PlanChangedMeanwhile) as refused:
        await days(office, vera, NEW_YEAR)
    assert refused.value.params == {"name": "Vera", "version": 1}
    await days(office, vera, NEW_YEAR, EVE, version=1)
    plan = await shown(office, vera)
    assert ([one.day for one in plan.holidays], plan.version) == ([EVE.day, NEW_YEAR.day], 2)
    assert plan.week == {0: (DAY,)}


async def test_said_again_it_is_no_news(office: Office, vera: Actor) -> None:
    for _ in range(2):
        await hours(office, vera, {0: (DAY,)})
    for _ in range(2):
        await days(office, vera, NEW_YEAR, version=1)
    assert (await shown(office, vera)).version == 2
    assert len(await office.facts("HoursChanged")) == len(await office.facts("HolidaysChanged")) == 1


async def test_of_many_planners_at_once_one_is_first(office: Office, vera: Actor) -> None:
    for version in (0, 1):
        weeks = [{day: ((60 * version, 720),)} for day in range(6)]
        done = await asyncio.gather(
            *(hours(office, vera, week, version) for week in weeks), return_exceptions=True
        )
        assert sum(one is None for one in done) == 1
        assert sum(isinstance(one, PlanChangedMeanwhile) for one in done) == 5
        plan = await shown(office, vera)
        assert (plan.week, plan.version) == (weeks[done.index(None)], version + 1)


@pytest.mark.parametrize(
    ("week", "faults"),
    [
        ({0: ((540, 540),)}, {"week.0": "slot"}),
        ({0: ((-1, 540),)}, {"week.0": "slot"}),
        ({1: ((1440, 1500),)}, {"week.1": "slot"}),
        ({2: ((600, 2041),)}, {"week.2": "slot"}),
        ({3: ((540, 720), (700, 800))}, {"week.3": "overlap"}),
        ({3: ((1320, 1800),), 4: ((300, 600),)}, {"week.4": "overlap"}),
        ({6: ((1320, 1800),), 0: ((300, 600),)}, {"week.0": "overlap"}),
        ({5: tuple((60 * hour, 60 * hour + 30) for hour in range(9))}, {"week.5": "too_long"}),
        ({7: ((540, 720),)}, {"week": "range"}),
    ],
)
async def test_slots_that_are_none_are_refused_by_weekday(
    office: Office, vera: Actor, week: dict, faults: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        await hours(office, vera, week)
    assert refused.value.fields == faults
    assert (await shown(office, vera)).version == 0


def test_slots_that_meet_do_not_overlap() -> None:
    round_the_clock = dict.fromkeys(range(7), ((540, 1260), (1260, 1980)))
    assert tidy_week(round_the_clock) == round_the_clock
    assert tidy_week({0: ((0, 1440),), 1: ((0, 1440),), 2: ()}) == {0: ((0, 1440),), 1: ((0, 1440),)}


@pytest.mark.parametrize(
    ("holidays", "faults"),
    [
        ((HolidayPlan(date(2027, 1, 1), " "),), {"items.0.name": "required"}),
        ((NEW_YEAR, HolidayPlan(date(2027, 1, 2), "x" * 101)), {"items.1.name": "too_long"}),
        ((NEW_YEAR, NEW_YEAR), {"items.1.day": "twice"}),
        ((HolidayPlan(date(1999, 1, 1), "Long ago"),), {"items.0.day": "range"}),
        ((HolidayPlan(date(2027, 1, 1), "Odd", ((600, 600),)),), {"items.0.slots": "slot"}),
        ((HolidayPlan(date(2027, 1, 1), "Odd", ((600, 700), (650, 800))),), {"items.0.slots": "overlap"}),
    ],
)
def test_holidays_that_are_none_are_refused_by_place(
    holidays: tuple[HolidayPlan, ...], faults: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        tidy_holidays(holidays)
    assert refused.value.fields == faults


@pytest.mark.parametrize(
    ("opens", "closes", "slot"),
    [
        ("09:00", "18:00", (540, 1080)),
        ("00:00", "24:00", (0, 1440)),
        ("22:00", "06:00", (1320, 1800)),
        ("09:00", "00:00", (540, 1440)),
        ("09:00", "09:00", (540, 1980)),
        ("24:00", "09:00", None),
        ("9:00", "18:00", None),
        ("09:60", "18:00", None),
        ("25:00", "26:00", None),
        ("", "", None),
    ],
)
def test_times_on_the_wall(opens: str, closes: str, slot: tuple[int, int] | None) -> None:
    assert slot_of(opens, closes) == slot
    if slot:
        assert slot_of(*times_of(slot)) == slot


async def test_an_agents_profile_saved_second_names_who_was_first(office: Office, vera: Actor) -> None:
    anna = await office.person("anna")

    async def say(capacity: int, version: int) -> None:
        async with office.db.transaction() as session:
            await actions.set_profile(
                session, vera, anna.user_id, Profile(capacity), after(0), version=version
            )

    await say(2, 0)
    with pytest.raises(AgentChangedMeanwhile) as refused:
        await say(3, 0)
    assert refused.value.params == {"name": "Vera", "version": 1}
    await say(2, 0)
    await say(3, 1)
    async with office.db.reading() as session:
        agent = await queries.get_agent(session, vera, anna.user_id, after(0))
    assert (agent.capacity, agent.version) == (3, 2)
    assert office.heard == [{"type": "changed", "user_id": anna.user_id}] * 2


async def test_teams_and_skills_in_use_are_suggested(office: Office, vera: Actor) -> None:
    anna, ben = await office.person("anna"), await office.person("ben")
    async with office.db.transaction() as session:
        await actions.set_profile(session, vera, anna.user_id, Profile(2, "b", ("en", "EN", "zh")), after(0))
        await actions.set_profile(session, vera, ben.user_id, Profile(2, "a", ("zh", "refund")), after(0))
    async with office.db.reading() as session:
        assert await queries.known_words(session, anna) == (["a", "b"], ["en", "refund", "zh"])


async def test_a_rule_is_set_if_it_is_still_what_was_seen(office: Office, vera: Actor) -> None:
    await rule(office, vera, Key.HANDOFF_POLICY, "skill", "least_loaded")
    with pytest.raises(RuleChangedMeanwhile) as refused:
        await rule(office, vera, Key.HANDOFF_POLICY, "manual", "least_loaded")
    assert refused.value.params == {"value": "skill"}
    await rule(office, vera, Key.HANDOFF_POLICY, "skill", "least_loaded")
    await rule(office, vera, Key.HANDOFF_SILENT_SECONDS, " 0120 ", "300")
    async with office.db.reading() as session:
        assert await configuration.number(session, Key.HANDOFF_SILENT_SECONDS) == 120
        assert (await views.rules(session, vera))[Key.HANDOFF_POLICY] == "skill"
    first = {"was_default": True, "is_default": False}
    assert await office.facts("SettingChanged") == [
        (vera.user_id, "HANDOFF_POLICY", {"before": "least_loaded", "after": "skill", **first}),
        (vera.user_id, "HANDOFF_SILENT_SECONDS", {"before": "300", "after": "120", **first}),
    ]


async def test_of_many_rulers_at_once_one_is_first(office: Office, vera: Actor) -> None:
    seconds = [str(60 + number) for number in range(6)]
    done = await asyncio.gather(
        *(rule(office, vera, Key.HANDOFF_SILENT_SECONDS, one, "300") for one in seconds),
        return_exceptions=True,
    )
    assert sum(one is None for one in done) == 1
    assert sum(isinstance(one, RuleChangedMeanwhile) for one in done) == 5
    assert len(await office.facts("SettingChanged")) == 1


@pytest.mark.parametrize(
    ("key", "value", "fault"),
    [
        (Key.HANDOFF_POLICY, "whoever", "choice"),
        (Key.HANDOFF_SILENT_SECONDS, "29", "range"),
        (Key.HANDOFF_SILENT_SECONDS, "86401", "range"),
        (Key.HANDOFF_SILENT_SECONDS, "1e3", "wrong_type"),
        (Key.HANDOFF_SILENT_SECONDS, "٣٠٠", "wrong_type"),
        (Key.HANDOFF_SILENT_SECONDS, "", "wrong_type"),
    ],
)
async def test_rules_that_are_none_are_refused(
    office: Office, vera: Actor, key: Key, value: str, fault: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await rule(office, vera, key, value, "300")
    assert refused.value.fields == {"value": fault}


async def test_other_settings_are_not_set_here(office: Office, vera: Actor) -> None:
    with pytest.raises(NotFound):
        await rule(office, vera, Key.AUTO_TRANSFER_THRESHOLD, "1", "0.3")


@pytest.mark.parametrize("role", [Role.AGENT, Role.CUSTOMER])
async def test_nobody_else_plans(office: Office, role: Role) -> None:
    anna = await office.person("anna", role)
    with pytest.raises(Forbidden):
        await hours(office, anna, {0: (DAY,)})
    with pytest.raises(Forbidden):
        await days(office, anna, NEW_YEAR)
    with pytest.raises(Forbidden):
        await rule(office, anna, Key.HANDOFF_POLICY, "skill", "least_loaded")
    assert await office.facts("HoursChanged") == await office.facts("SettingChanged") == []


async def test_agents_read_the_plan_and_customers_do_not(office: Office) -> None:
    anna, lena = await office.person("anna"), await office.person("lena", Role.CUSTOMER)
    assert (await shown(office, anna)).is_open
    with pytest.raises(Forbidden):
        await shown(office, lena)
