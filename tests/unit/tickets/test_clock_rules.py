"""Promises in business time: nothing of it is lost or won by pausing, whatever the clocks on the wall do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from aics_app.tickets.rules import clocks
from aics_app.tickets.rules.clocks import Reading
from aics_app.workforce.rules.hours import Hours, business_seconds

NIGHT = dict.fromkeys(range(7), ((0, 4 * 60), (9 * 60, 18 * 60)))
"""Open through the hours at which clocks are changed."""
PLACES = {
    "spring in Berlin": (Hours(ZoneInfo("Europe/Berlin"), NIGHT), datetime(2026, 3, 28, 20, tzinfo=UTC)),
    "autumn in Berlin": (Hours(ZoneInfo("Europe/Berlin"), NIGHT), datetime(2026, 10, 24, 20, tzinfo=UTC)),
    "with a holiday": (
        Hours(ZoneInfo("Asia/Shanghai"), NIGHT, {date(2026, 3, 3): ()}),
        datetime(2026, 3, 2, 3, tzinfo=UTC),
    ),
    "around the clock": (Hours(ZoneInfo("UTC")), datetime(2026, 3, 2, 12, tzinfo=UTC)),
}
NEVER = Hours(ZoneInfo("UTC"), {}, {date(2026, 1, 1) + timedelta(days=day): () for day in range(900)})
MINUTES = st.integers(1, 2000)


@settings(max_examples=60, deadline=None)
@given(
    place=st.sampled_from(sorted(PLACES)),
    target_m=MINUTES,
    begins=st.integers(0, 1440),
    stretches=st.lists(st.tuples(MINUTES, MINUTES), max_size=4),
)
def test_what_ran_and_what_is_left_are_what_was_promised(
    place: str, target_m: int, begins: int, stretches: list[tuple[int, int]]
) -> None:
    hours, day = PLACES[place]
    at = day + timedelta(minutes=begins)
    reading, ran = clocks.started(hours, 60 * target_m, at), 0.0
    for runs, stands in stretches:
        until = at + timedelta(minutes=runs)
        ran += business_seconds(hours, at, until)
        reading = clocks.paused(hours, reading, until)
        assert reading.left_s == max(0, 60 * target_m - ran)
        at = until + timedelta(minutes=stands)
        reading = clocks.resumed(hours, reading, at)
        ran = min(ran, 60 * target_m)
    assert clocks.left(hours, reading, at) == 60 * target_m - min(ran, 60 * target_m)
    assert reading.due_at is not None
    assert reading.warn_at is not None
    assert at <= reading.warn_at <= reading.due_at


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(sorted(PLACES)), first=MINUTES, second=MINUTES, used=MINUTES)
def test_another_promise_counts_what_was_used_up(place: str, first: int, second: int, used: int) -> None:
    hours, day = PLACES[place]
    at = day + timedelta(minutes=used)
    ran = business_seconds(hours, day, at)
    anew = clocks.promised(hours, clocks.started(hours, 60 * first, day), 60 * second, at)
    assert clocks.left(hours, anew, at) == max(0, 60 * second - ran)


def test_where_the_company_never_opens_the_plain_clock_counts_also_through_a_pause() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    reading = clocks.started(NEVER, 3600, at)
    assert reading.due_at == at + timedelta(hours=1)
    stands = clocks.paused(NEVER, reading, at + timedelta(minutes=10))
    assert stands.left_s == 3000
    goes_on = clocks.resumed(NEVER, stands, at + timedelta(days=1))
    assert goes_on.due_at == at + timedelta(days=1, minutes=50)


def test_what_is_overdue_is_used_up_too_by_whichever_clock_it_counts() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for hours in (Hours(ZoneInfo("UTC")), NEVER):
        late = clocks.promised(hours, clocks.started(hours, 3600, at), 4 * 3600, at + timedelta(hours=3))
        assert late.due_at == at + timedelta(hours=4)
        lost = clocks.promised(hours, clocks.started(hours, 3600, at), 2 * 3600, at + timedelta(hours=3))
        assert lost.due_at == at + timedelta(hours=2)


@settings(max_examples=60, deadline=None)
@given(place=st.sampled_from(sorted(PLACES)), first=MINUTES, urgent=MINUTES, used=MINUTES, later=MINUTES)
def test_what_was_more_urgent_for_a_while_is_promised_as_if_it_never_had_been(
    place: str, first: int, urgent: int, used: int, later: int
) -> None:
    hours, day = PLACES[place]
    at, then = day + timedelta(minutes=used), day + timedelta(minutes=used + later)
    usual = clocks.started(hours, 60 * first, day)
    between = clocks.promised(hours, usual, 60 * urgent, at)
    again = clocks.promised(hours, between, 60 * first, then)
    assert clocks.left(hours, again, then) == clocks.left(hours, usual, then)
    ran = business_seconds(hours, day, then)
    assert clocks.is_over(again, then) == (ran >= 60 * first)


def test_who_opens_longer_than_was_promised_by_wins_no_time() -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    short = Hours(ZoneInfo("UTC"), dict.fromkeys(range(7), ((9 * 60, 10 * 60),)))
    reading = clocks.started(short, 2 * 3600, at)  # until tomorrow at ten
    anew = clocks.promised(Hours(ZoneInfo("UTC")), reading, 3600, at)
    assert anew.due_at == at + timedelta(hours=1)


def test_with_nothing_left_it_is_due_at_once() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    hours = Hours(ZoneInfo("UTC"))
    late = clocks.paused(hours, clocks.started(hours, 60, at), at + timedelta(hours=1))
    assert late == Reading(60, left_s=0)
    again = clocks.resumed(hours, late, at + timedelta(hours=2))
    assert again.due_at == again.warn_at == at + timedelta(hours=2)


def test_a_pause_within_a_pause_and_a_run_within_a_run_change_nothing() -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    hours = Hours(ZoneInfo("UTC"))
    runs = clocks.started(hours, 600, at)
    assert clocks.resumed(hours, runs, at + timedelta(minutes=1)) == runs
    stands = clocks.paused(hours, runs, at + timedelta(minutes=1))
    assert clocks.paused(hours, stands, at + timedelta(minutes=2)) == stands
