"""The company's hours as they are stored."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from aics_app.core.errors import DatabaseUnavailable
from aics_app.workforce import queries
from aics_app.workforce.models import BusinessSlot, Holiday
from aics_app.workforce.rules.hours import is_open, opens_next
from tests.unit.workforce.conftest import Office

MONDAY_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # in Shanghai


async def test_without_slots_the_company_is_always_open(office: Office) -> None:
    async with office.db.reading() as session:
        assert is_open(await queries.hours(session, "Asia/Shanghai"), MONDAY_NOON)


async def test_slots_and_holidays_are_read_in_the_company_s_zone(office: Office) -> None:
    async with office.db.transaction() as session:
        for opens, closes in ((13 * 60, 26 * 60), (9 * 60, 12 * 60)):
            session.add(BusinessSlot(weekday=0, opens_minute=opens, closes_minute=closes))
        session.add(Holiday(day=date(2026, 11, 24), name="市集", slots=[[600, 660]]))
        session.add(Holiday(day=date(2026, 11, 30), name="盘点"))
    async with office.db.reading() as session:
        shanghai = await queries.hours(session, "Asia/Shanghai")
        berlin = await queries.hours(session, "Europe/Berlin")
    assert shanghai.week == {0: ((540, 720), (780, 1560))}
    assert shanghai.holidays == {date(2026, 11, 24): ((600, 660),), date(2026, 11, 30): ()}
    assert not is_open(shanghai, MONDAY_NOON)
    assert opens_next(shanghai, MONDAY_NOON) == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert opens_next(berlin, MONDAY_NOON) == datetime(2026, 11, 23, 8, tzinfo=UTC)


async def _keep(office: Office, **slot: int) -> None:
    async with office.db.transaction() as session:
        session.add(BusinessSlot(**slot))


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"), [(7, 0, 60), (1, 1440, 1500), (1, 600, 600), (1, 600, 2041)]
)
async def test_the_database_refuses_slots_that_are_none(
    office: Office, weekday: int, opens: int, closes: int
) -> None:
    with pytest.raises((IntegrityError, DatabaseUnavailable), match=r"(CHECK|CONSTRAINT)"):
        await _keep(office, weekday=weekday, opens_minute=opens, closes_minute=closes)


async def test_one_slot_begins_at_a_time(office: Office) -> None:
    await _keep(office, weekday=1, opens_minute=600, closes_minute=700)
    with pytest.raises(IntegrityError):
        await _keep(office, weekday=1, opens_minute=600, closes_minute=800)
