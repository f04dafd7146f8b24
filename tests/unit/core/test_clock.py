"""Replicas whose machines disagree go by the database's clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aics_app.core.clock import AgreedClock
from aics_app.core.db import Database
from aics_app.core.timekeeping import Timekeeper

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


class Wall:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.mark.parametrize("ahead", [30, -30, 3600, 2.5, -2.5])
def test_a_clock_that_is_wrong_is_put_right(ahead: float) -> None:
    wall = Wall()
    clock = AgreedClock(wall)
    assert clock.agree(NOON, NOON - seconds(ahead), NOON)
    assert clock() == NOON - seconds(ahead)
    wall.at += seconds(10)
    assert clock() == NOON + seconds(10 - ahead)


@pytest.mark.parametrize("ahead", [0, 1.9, -1.9])
def test_small_differences_are_left_alone(ahead: float) -> None:
    clock = AgreedClock(Wall())
    assert not clock.agree(NOON, NOON - seconds(ahead), NOON)
    assert clock() == NOON


def test_an_answer_that_took_long_proves_little() -> None:
    clock = AgreedClock(Wall())
    assert not clock.agree(NOON, NOON, NOON + seconds(20))
    assert clock.agree(NOON, NOON - seconds(60), NOON + seconds(20))


def test_what_was_put_right_does_not_jump_about_and_goes_back_when_the_machine_is_mended() -> None:
    clock = AgreedClock(Wall())
    assert clock.agree(NOON, NOON - seconds(30), NOON)
    assert not clock.agree(NOON, NOON - seconds(31), NOON)
    assert clock() == NOON - seconds(30)
    assert clock.agree(NOON, NOON, NOON)
    assert clock() == NOON


async def test_the_database_is_asked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'clock.db'}")
    clock = AgreedClock(lambda: datetime.now(UTC) + seconds(300))
    keeper = Timekeeper(db, clock)
    await keeper.look()
    await keeper.look()
    assert abs(clock() - datetime.now(UTC)) < seconds(60)
    assert caplog.text.count("ahead of the database") == 1
    await db.close()
