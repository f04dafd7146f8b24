"""The records as the page shows them: what an address asks for, figures, what happened."""

from datetime import UTC, datetime

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden, NotFound
from aics_app.handoff import actions, queries, views
from aics_app.handoff.events import TIMELINE
from aics_app.handoff.models import Disposition, Handoff
from aics_app.handoff.ui.records import Wanted, filter_of, named_of, wanted_of
from aics_app.handoff.ui.shapes import record_row, record_view
from tests.unit.handoff.conftest import Floor, after

DAY = "2026-03-02"
NOW = {"timezone": "UTC", "now": after(4000)}


async def _closed(floor: Floor, lena: Actor, anna: Actor) -> Handoff:
    handoff = await floor.waiting(lena)
    await floor.do(actions.take, anna, handoff.id, after(125))
    ending = {"disposition": Disposition.SOLVED, "note": "Easy.", "at": after(3850)}
    return await floor.do(actions.close, anna, handoff.id, **ending)


def test_an_address_asks_for_what_it_says() -> None:
    said = {
        "status": "queued",
        "note": "open",
        "score": "4",
        "agent": "7",
        "since": "2026-03-02",
        "q": " Li ",
    }
    assert wanted_of(said) == Wanted(status="queued", note="open", score="4", agent="7", since=DAY, q="Li")


@pytest.mark.parametrize(
    ("said", "one"), [("7", 7), ("", 0), ("-7", 0), ("7 OR 1=1", 0), ("9" * 19, 0), ("٧", 0)]
)
def test_an_address_may_open_one_of_them(said: str, one: int) -> None:
    assert named_of({"one": said}) == one


@pytest.mark.parametrize(
    "said",
    [
        {"status": "lost"},
        {"score": "9"},
        {"agent": "x"},
        {"agent": "9" * 30},
        {"since": "yesterday"},
        {"until": "0001-01-01"},
        {"until": "9999-12-31"},
        {"other": "x"},
    ],
)
def test_nonsense_in_an_address_asks_for_nothing(said: dict[str, str]) -> None:
    assert wanted_of(said) == Wanted()


def test_days_are_the_companys_own_and_the_last_one_counts() -> None:
    wanted = filter_of(Wanted(since="2026-03-02", until="2026-03-02"), "Asia/Shanghai")
    assert wanted.since == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert wanted.until == datetime(2026, 3, 2, 16, tzinfo=UTC)


async def test_a_record_tells_wait_duration_and_what_happened(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await _closed(floor, lena, anna)
    await floor.do(actions.rate, lena, handoff.id, score=5, comment="Thanks", at=after(3900))
    (shown,) = await floor.read(
        views.shown, anna, [await floor.row(handoff)], timezone="UTC", now=after(4000)
    )
    steps, names = await floor.read(queries.timeline, anna, handoff.id)
    record = record_view(shown, steps, names)
    assert (record.row.wait, record.row.duration, record.row.score) == ("2:05", "1:02:05", 5)
    assert (record.row.customer, record.row.agent, record.row.title) == (
        "Lena",
        "Anna",
        "Where is my parcel?",
    )
    assert [(step.event, step.who) for step in record.steps] == [
        ("HandoffRequested", "Lena"),
        ("HandoffTaken", "Anna"),
        ("HandoffClosed", "Anna"),
        ("HandoffRated", "Lena"),
    ]
    assert (record.note, record.comment) == ("Easy.", "Thanks")
    assert {step.event for step in record.steps} <= set(TIMELINE)


async def test_who_gave_up_waited_until_then(floor: Floor, lena: Actor, anna: Actor) -> None:
    handoff = await floor.waiting(lena)
    await floor.do(actions.cancel, lena, handoff.id, after(61))
    (shown,) = await floor.read(views.shown, anna, [await floor.row(handoff)], **NOW)
    row = record_row(shown)
    assert (row.wait, row.duration, row.agent) == ("1:01", "", "")


async def test_what_happened_to_anothers_hand_off_is_nobodys_business(
    floor: Floor, lena: Actor, tom: Actor
) -> None:
    handoff = await floor.waiting(lena)
    with pytest.raises(NotFound):
        await floor.read(queries.timeline, tom, handoff.id)
    with pytest.raises(Forbidden):
        await floor.read(queries.listed, tom, queries.Filter(disposition=Disposition.SOLVED))
