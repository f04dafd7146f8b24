"""The demo company serves people: hours, teams, known customers, weeks of chats."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from aics_app.accounts import queries as accounts
from aics_app.chat.models import Message, Sender
from aics_app.cli.demo.staffing import staffing
from aics_app.cli.demo.team import read_team
from aics_app.customers.views import get_shown
from aics_app.handoff import queries as handoff
from aics_app.handoff.models import Handoff
from aics_app.handoff.rules import waits
from aics_app.workforce import queries as workforce
from aics_app.workforce.models import Holiday
from aics_app.workforce.rules.hours import is_open
from tests.unit.cli.conftest import NOW


async def test_people_served_and_waits_can_be_told_as_a_range(session):
    handoffs = (await session.execute(select(Handoff).order_by(Handoff.id))).scalars().all()
    past = await handoff.past(session, NOW)
    wait = waits.expected(past, place=2, agents=2)
    assert wait
    assert wait.samples == waits.MAX_SAMPLES
    assert 5 < wait.low_s < wait.high_s < 600
    assert [one.created_at for one in handoffs] == sorted(one.created_at for one in handoffs)
    kinds = Counter(one.status for one in handoffs)
    assert kinds["closed"] > 60
    assert kinds["cancelled"] > 1
    closed = [one for one in handoffs if one.status == "closed"]
    for one in closed:
        assert one.created_at < one.taken_at < one.first_reply_at < one.ended_at < NOW
    scores = Counter(one.score for one in closed if one.score)
    assert scores[5] > scores[3] >= 1
    assert len({one.agent_id for one in closed}) == 2
    assert {one.disposition for one in closed} >= {"solved", "unsolved", "no_answer"}
    assert all(one.open_key is None for one in handoffs)


async def test_what_people_said_stands_in_order_between_the_lines_of_the_system(session):
    said = (await session.execute(select(Message).order_by(Message.id))).scalars().all()
    agents = {message.session_id for message in said if message.sender == Sender.AGENT}
    assert len(agents) > 60
    for conversation_id in list(agents)[:20]:
        own = [message for message in said if message.session_id == conversation_id]
        assert [one.create_time for one in own] == sorted(one.create_time for one in own)
        lines = [one.extra["what"] for one in own if one.sender == Sender.SYSTEM]
        assert lines == ["handoff_queued", "handoff_taken", "handoff_closed"]
        assert own[-1].extra["params"]["agent"]


@pytest.mark.parametrize("hour", range(0, 24, 3))
async def test_whoever_tries_the_demo_at_night_meets_the_queue(session, hour):
    open_at = await workforce.hours(session, "Asia/Shanghai")
    assert len(open_at.slots(NOW.date())) == 2
    assert is_open(open_at, NOW + timedelta(hours=hour))


async def test_the_holiday_is_not_before_the_door(session):
    (day,) = await workforce.holidays(session)
    assert (day.day.month, day.day.day, day.slots) == (1, 1, ((600, 1080),))
    assert day.day - NOW.date() > timedelta(days=7)


@pytest.mark.parametrize(("day", "year"), [(date(2026, 12, 20), 2027), (date(2026, 12, 28), 2028)])
def test_a_holiday_within_a_week_is_the_next_year_s(day, year):
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    ids = defaultdict(int)
    (holiday,) = [row for row in staffing(read_team(), ids, now, now) if isinstance(row, Holiday)]
    assert holiday.day.year == year


async def test_agents_can_do_something_and_know_their_customers(session):
    agents = {
        name: await accounts.find_user(session, name) for name in ("admin", "agent1", "agent2", "customer1")
    }
    vera = accounts.actor_of(agents["admin"], "session")
    found, _ = await workforce.agents(session, vera, NOW, limit=10)
    skilled = {one.nickname: (one.team, one.skills) for one in found if one.skills}
    assert len(skilled) == 2
    assert {"zh", "en", "refund"} <= {skill for _, skills in skilled.values() for skill in skills}
    shown = await get_shown(session, vera, agents["customer1"].id, NOW)
    assert (shown.customer.level, shown.customer.tags) == (
        "gold",
        ("常客", "成都")[: len(shown.customer.tags)],
    )
    assert shown.satisfaction.ratings > 0
    assert shown.signals
