"""What a page sends or a browser kept may be anything: it is refused, and nothing breaks."""

import pytest

from aics_app.core.errors import Invalid
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from aics_app.tickets.ui.workflow import WorkflowState, _kept
from tests.states import state_of


@pytest.fixture
def page() -> WorkflowState:
    """A page on which nothing is drawn yet."""
    found = state_of(WorkflowState)
    assert isinstance(found, WorkflowState)
    return found


def test_before_it_was_opened_nothing_can_be_drawn(page: WorkflowState) -> None:
    with pytest.raises(Invalid):
        page.add("statuses")


def test_what_is_drawn_is_kept_by_the_browser_and_taken_up_again(page: WorkflowState) -> None:
    page._draw(written(DEFAULT))
    page.write("statuses", 0, "names.en", "New")
    page.shift("statuses", 3)
    assert page.dirty
    kept = _kept(page.kept)
    assert kept is not None
    assert kept[1]["statuses"][0]["names"]["en"] == page.drawing.statuses[0].en == "New"
    assert [one.word for one in page.drawing.statuses][2:4] == ["CLOSED", "WAITING"]


@pytest.mark.parametrize("word", [None, 7, ["statuses"], {"kind": "statuses"}])
def test_words_that_are_none_are_refused(page: WorkflowState, word: object) -> None:
    page._draw(written(DEFAULT))
    for act in (
        lambda: page.write(word, 0, "word", "X"),
        lambda: page.write("statuses", 0, word, "X"),
        lambda: page.write("statuses", 0, "word", word),
        lambda: page.write("statuses", word, "word", "X"),
        lambda: page.tick(0, word, "agent"),
        lambda: page.tick(0, "who", word),
        lambda: page.add(word),
        lambda: page.remove("statuses", word if word != 7 else 99),
        lambda: page.shift(word, 1),
        lambda: page.escalate(word, "HIGH"),
    ):
        with pytest.raises(Invalid):
            act()


@pytest.mark.parametrize("kept", [None, 7, "", "{", "[1]", '[1, "x"]', '["1", {}]', "[" * 10, "x" * 300_000])
def test_what_we_did_not_keep_is_nothing(kept: object) -> None:
    assert _kept(kept) is None
