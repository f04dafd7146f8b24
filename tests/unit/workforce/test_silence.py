"""How an agent is there, from his word and when he was last heard."""

from datetime import UTC, datetime, timedelta

import pytest

from aics_app.workforce.models import Status
from aics_app.workforce.rules.presence import SILENT_AFTER, effective, silent_before

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("status", Status)
def test_whoever_is_heard_is_there_as_he_chose(status: Status) -> None:
    assert effective(status, NOON, NOON + timedelta(seconds=59.999)) is status


@pytest.mark.parametrize("status", Status)
def test_whoever_is_silent_for_a_minute_is_offline_whatever_he_chose(status: Status) -> None:
    assert effective(status, NOON, NOON + timedelta(seconds=60)) is Status.OFFLINE


def test_a_replica_whose_clock_is_behind_still_sees_him() -> None:
    assert effective("online", NOON, NOON - timedelta(seconds=30)) is Status.ONLINE


def test_the_database_is_asked_the_same_question() -> None:
    assert silent_before(NOON + SILENT_AFTER) == NOON
