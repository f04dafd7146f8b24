"""A workflow that makes no sense is refused, every fault at its place; whatever JSON may say."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aics_app.core.errors import Invalid
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import Document, written
from aics_app.tickets.rules.soundness import FIELDS, endless, sound, unreachable, unwoken

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def faults(document: Document) -> dict[str, str]:
    """What is wrong with it; there is one team, `orders`."""
    try:
        sound(document, {"orders"})
    except Invalid as refused:
        return refused.fields
    return {}


def test_the_default_is_sound_and_stays_what_it_is() -> None:
    assert written(sound(written(DEFAULT), ())) == written(DEFAULT)
    assert unreachable(DEFAULT) == []
    assert endless(DEFAULT) == []
    assert unwoken(DEFAULT) == []


def _set(*path: str | int, to: object) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        part: Any = document
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "place", "fault"),
    [
        (_set("statuses", 1, "word", to="in progress"), "statuses.1.word", "word"),
        (_set("statuses", 1, "word", to="A" * 21), "statuses.1.word", "word"),
        (_set("statuses", 1, "word", to="PENDING"), "statuses.1.word", "twice"),
        (_set("statuses", 2, "names", "en", to="  "), "statuses.2.names.en", "required"),
        (_set("statuses", 2, "names", to={"en": "Waiting"}), "statuses.2.names.zh", "required"),
        (_set("statuses", 2, "names", "zh", to="等" * 41), "statuses.2.names.zh", "too_long"),
        (_set("statuses", 2, "category", to="sleeping"), "statuses.2.category", "choice"),
        (_set("statuses", 0, "category", to="paused"), "statuses.0.category", "first_open"),
        (_set("statuses", to=[]), "statuses", "required"),
        (_set("statuses", to="PENDING"), "statuses", "wrong_type"),
        (_set("transitions", 0, "target", to="NOWHERE"), "transitions.0.target", "choice"),
        (_set("transitions", 0, "target", to="PENDING"), "transitions.0.target", "same"),
        (_set("transitions", 1, "target", to="PROCESSING"), "transitions.1.target", "twice"),
        (_set("transitions", 0, "who", to=[]), "transitions.0.who", "required"),
        (_set("transitions", 0, "who", to=["boss"]), "transitions.0.who", "choice"),
        (_set("transitions", 0, "needs", to=[["reply"]]), "transitions.0.needs", "choice"),
        (_set("priorities", to=[]), "priorities", "required"),
        (_set("priorities", 0, "word", to="QUITE_URGENT"), "priorities.0.word", "word"),
        (_set("priorities", 0, "rank", to=-1), "priorities.0.rank", "range"),
        (_set("priorities", 0, "resolve_minutes", to=525_601), "priorities.0.resolve_minutes", "range"),
        (_set("priorities", 0, "reply_minutes", to=0), "priorities.0.reply_minutes", "range"),
        (_set("priorities", 0, "reply_minutes", to=True), "priorities.0.reply_minutes", "wrong_type"),
        (_set("priorities", 0, "reply_minutes", to=5000), "priorities.0.reply_minutes", "reply_late"),
        (_set("categories", 0, "word", to="Order!"), "categories.0.word", "word"),
        (_set("categories", 0, "team", to="dreamers"), "categories.0.team", "team"),
        (_set("escalation", to={"team": "dreamers"}), "escalation.team", "team"),
        (_set("escalation", to={"priority": "URGENT"}), "escalation.priority", "choice"),
        (_set("escalation", to=[1]), "escalation", "wrong_type"),
    ],
)
def test_each_fault_is_told_at_its_place(change: Callable[[Document], None], place: str, fault: str) -> None:
    document = written(DEFAULT)
    change(document)
    assert faults(document).get(place) == fault


def test_every_fault_is_told_at_once() -> None:
    document = written(DEFAULT)
    document["statuses"][1]["names"]["en"] = ""
    document["priorities"][0]["reply_minutes"] = 0
    assert set(faults(document)) == {"statuses.1.names.en", "priorities.0.reply_minutes"}


def test_an_open_or_paused_status_must_have_a_way_out_and_some_status_be_a_solution() -> None:
    document = written(DEFAULT)
    document["transitions"] = [way for way in document["transitions"] if way["source"] != "WAITING"]
    assert faults(document) == {"statuses.2.word": "no_way_out"}
    for status in document["statuses"]:
        status["category"] = "open"
    assert faults(document)["statuses"] == "none_resolved"


def test_what_nobody_comes_to_and_what_never_ends_is_known() -> None:
    document = written(DEFAULT)
    ways = document["transitions"]
    document["transitions"] = [way for way in ways if way["target"] != "REJECTED"]
    assert unreachable(sound(document, ())) == ["REJECTED"]
    document["transitions"] = [way for way in ways if way["target"] in ("PENDING", "PROCESSING", "WAITING")]
    assert endless(sound(document, ())) == ["PENDING", "PROCESSING", "WAITING"]


def test_a_pause_that_the_customer_can_not_end_is_a_doubt_and_no_fault() -> None:
    document = written(DEFAULT)
    for way in document["transitions"]:
        if (way["source"], way["target"]) == ("WAITING", "PROCESSING"):
            way["who"] = ["agent"]  # he may still go to CLOSED, which is not open
    assert faults(document) == {}
    assert unwoken(sound(document, ())) == ["WAITING"]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_json_says_is_sound_or_refused(data: st.DataObject) -> None:
    document = written(DEFAULT)
    kind = data.draw(st.sampled_from(sorted(FIELDS)))
    place = data.draw(st.sampled_from(["whole", "part", "field"]))
    if place == "whole":
        document[data.draw(st.sampled_from([kind, "escalation"]))] = data.draw(JSON)
    elif place == "part":
        document[kind][0] = data.draw(JSON)
    else:
        document[kind][0][data.draw(st.sampled_from([*FIELDS[kind], "names"]))] = data.draw(JSON)
    try:
        found = sound(document, ())
    except Invalid as refused:
        fields = refused.fields
    else:
        fields = {"": "none"} if found.first.category == "open" else {}
    assert fields
