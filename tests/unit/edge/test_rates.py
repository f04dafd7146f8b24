"""Buckets and places."""

from aics_app.edge import rates
from aics_app.edge.rates import Buckets, Places
from tests.unit.edge.shell import Clock


def test_a_bucket_fills_no_higher_than_its_brim() -> None:
    clock = Clock()
    buckets = Buckets(2, clock)
    clock.at += 3600
    assert [buckets.take("a") > 0 for _ in range(3)] == [False, False, True]


def test_waiting_as_long_as_told_is_enough() -> None:
    clock = Clock()
    buckets = Buckets(7, clock)
    for _ in range(7):
        assert buckets.take("a") == 0
    for _ in range(20):
        clock.at += buckets.take("a") or 0.0
        clock.at += 1e-6
        assert buckets.take("a") == 0


def test_a_flood_of_addresses_takes_no_more_memory(monkeypatch: object) -> None:
    buckets = Buckets(2, Clock())
    for number in range(rates.MAX_ADDRESSES + 100):
        buckets.take(str(number))
    assert len(buckets._levels) == rates.MAX_ADDRESSES


def test_places_are_given_back() -> None:
    places = Places(1)
    assert places.enter("a")
    assert not places.enter("a")
    assert places.enter("b")
    places.leave("a")
    assert places.enter("a")


def test_nobody_is_remembered_who_left() -> None:
    places = Places(5)
    places.enter("a")
    places.leave("a")
    assert not places._taken
