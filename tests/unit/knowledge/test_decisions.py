"""Answer, ask back, or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from aics_app.knowledge.rules import Decision, Ranked, Thresholds, decide
from aics_app.knowledge.rules.decisions import DEFAULT, margin

LIMITS = Thresholds(direct=0.6, margin=0.2, floor=0.1)
scores = st.floats(0, 1)
ranked = st.lists(st.builds(Ranked, scores, st.sampled_from(["zh", "en"])), max_size=6).map(
    lambda found: sorted(found, key=lambda one: -one.score)
)


def test_a_sure_entry_with_a_clear_lead_answers() -> None:
    assert decide([Ranked(0.7, "zh"), Ranked(0.3, "zh")], LIMITS) == Decision.ANSWER


def test_two_equals_are_asked_about() -> None:
    assert decide([Ranked(0.7, "zh"), Ranked(0.6, "zh")], LIMITS) == Decision.ASK_BACK


def test_the_twin_in_the_other_language_is_no_rival() -> None:
    assert decide([Ranked(0.7, "zh"), Ranked(0.65, "en"), Ranked(0.2, "zh")], LIMITS) == Decision.ANSWER


def test_something_near_is_asked_about() -> None:
    assert decide([Ranked(0.3, "zh")], LIMITS) == Decision.ASK_BACK


def test_what_is_far_away_is_nothing() -> None:
    assert decide([Ranked(0.05, "zh")], LIMITS) == Decision.NONE
    assert decide([], LIMITS) == Decision.NONE


@given(ranked)
def test_an_answer_has_its_score_and_its_lead(found: list[Ranked]) -> None:
    if decide(found) == Decision.ANSWER:
        assert found[0].score >= DEFAULT.direct
        assert margin(found) >= DEFAULT.margin


@given(ranked, scores)
def test_a_higher_score_of_the_first_never_decides_for_less(found: list[Ranked], more: float) -> None:
    if not found:
        return
    better = [Ranked(max(found[0].score, more), found[0].language), *found[1:]]
    order = [Decision.NONE, Decision.ASK_BACK, Decision.ANSWER]
    assert order.index(decide(better)) >= order.index(decide(found))
