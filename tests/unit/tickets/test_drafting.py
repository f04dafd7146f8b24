"""A workflow is drawn one step at a time; what is typed elsewhere than allowed is refused."""

import pytest

from aics_app.core.errors import Invalid
from aics_app.tickets.rules import drafting
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from aics_app.tickets.rules.drafting import Difference, differences
from aics_app.tickets.rules.soundness import shaped, sound
from aics_app.tickets.ui.workflow_picture import HIGH, WIDE, picture_of

DOCUMENT = shaped(written(DEFAULT))


def test_ways_follow_a_status_whose_word_changes() -> None:
    drawn = drafting.typed(DOCUMENT, "statuses", 0, "word", "NEW")
    assert sound(drawn, ()).first.word == "NEW"
    assert differences(DOCUMENT, drawn)[0] == Difference("+", "statuses", "NEW")
    assert DOCUMENT["statuses"][0]["word"] == "PENDING"


def test_with_a_status_go_its_ways() -> None:
    drawn = drafting.removed(DOCUMENT, "statuses", 2)
    assert all("WAITING" not in (way["source"], way["target"]) for way in drawn["transitions"])
    assert sound(drawn, ())


def test_a_new_status_with_a_way_out_and_in_is_sound() -> None:
    drawn = drafting.added(DOCUMENT, "statuses")
    place = len(drawn["statuses"]) - 1
    for field, value in (
        ("word", "ON_HOLD"),
        ("category", "paused"),
        ("names.zh", "挂起"),
        ("names.en", "On hold"),
    ):
        drawn = drafting.typed(drawn, "statuses", place, field, value)
    for source, target in (("PROCESSING", "ON_HOLD"), ("ON_HOLD", "PROCESSING")):
        drawn = drafting.added(drawn, "transitions")
        way = len(drawn["transitions"]) - 1
        fields = (("source", source), ("target", target), ("names.zh", "走"), ("names.en", "Go"))
        for field, value in fields:
            drawn = drafting.typed(drawn, "transitions", way, field, value)
        drawn = drafting.ticked(drawn, way, "needs", "reply")
    assert sound(drawn, ()).between("PROCESSING", "ON_HOLD")
    assert [one.sign for one in differences(DOCUMENT, drawn)] == ["+", "+", "+"]


def test_order_teams_and_figures() -> None:
    drawn = drafting.shifted(DOCUMENT, "priorities", 1)
    assert [one["word"] for one in drawn["priorities"]][:2] == ["NORMAL", "LOW"]
    assert differences(DOCUMENT, drawn) == [Difference("~", "priorities", "")]
    drawn = drafting.typed(DOCUMENT, "categories", 0, "team", "orders")
    drawn = drafting.escalated(drawn, "priority", "HIGH")
    drawn = drafting.typed(drawn, "priorities", 0, "reply_minutes", "90")
    found = sound(drawn, {"orders"})
    assert (found.topics[0].team, found.escalation.priority) == ("orders", "HIGH")
    assert found.priorities[0].reply_minutes == 90
    nonsense = drafting.typed(DOCUMENT, "priorities", 0, "reply_minutes", "soon")
    assert nonsense["priorities"][0]["reply_minutes"] == 0


@pytest.mark.parametrize(
    "step",
    [
        lambda: drafting.typed(DOCUMENT, "statuses", 9, "word", "X"),
        lambda: drafting.typed(DOCUMENT, "statuses", True, "word", "X"),
        lambda: drafting.typed(DOCUMENT, "statuses", 0, "rank", "1"),
        lambda: drafting.typed(DOCUMENT, "statuses", 0, "names.fr", "Neuf"),
        lambda: drafting.typed(DOCUMENT, "statuses", 0, "names.en", "x" * 101),
        lambda: drafting.typed(DOCUMENT, "secrets", 0, "word", "X"),
        lambda: drafting.ticked(DOCUMENT, 0, "who", "boss"),
        lambda: drafting.ticked(DOCUMENT, 0, "source", "PENDING"),
        lambda: drafting.shifted(DOCUMENT, "statuses", 0),
        lambda: drafting.added(DOCUMENT, "escalation"),
        lambda: drafting.escalated(DOCUMENT, "secrets", "x"),
    ],
)
def test_nonsense_is_refused(step: object) -> None:
    assert callable(step)
    with pytest.raises(Invalid):
        step()


def test_what_a_browser_kept_may_be_anything() -> None:
    for kept in (
        {},
        {"statuses": 7},
        {"statuses": [None], "transitions": [{"who": "all"}], "escalation": []},
    ):
        found = shaped(kept)
        assert set(found) == {"statuses", "transitions", "priorities", "categories", "escalation"}
        assert picture_of(found).nodes is not None
    odd = {"categories": [{"word": "a", "team": [1]}], "escalation": {"team": {}, "priority": 3}}
    assert shaped(odd)["categories"][0]["team"] is None
    assert shaped(odd)["escalation"] == {"team": None, "priority": None}


def test_no_box_of_the_picture_covers_another() -> None:
    nodes = picture_of(DOCUMENT).nodes
    assert len(nodes) == 5
    for one in nodes:
        for other in nodes:
            apart = abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH
            assert one is other or apart
