"""What makes a customer count as upset, and that it can be named."""

import pytest

from aics_app.desk.rules.mood import Mood, Sign, mood


def _of(*said: str, intents: tuple[str, ...] = (), unhelpful: int = 0) -> Mood:
    return mood(said, intents=intents, unhelpful=unhelpful)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("This is RIDICULOUS, where is it?", "RIDICULOUS"),
        ("you are useless", "useless"),
        ("I want to complain", "complain"),
        ("你们太差了", "太差"),
        ("我要投诉你们", "投诉"),
        ("简直是浪费我时间", "浪费我时间"),
    ],
)
def test_plain_words_of_anger_are_named(said: str, word: str) -> None:
    found = _of("How do I pay?", said, "Hello?")
    assert (found.is_upset, found.signs, found.word) == (True, (Sign.WORDS,), word)


@pytest.mark.parametrize(
    "said",
    [
        "I'm not angry at all",
        "no complaints so far",
        "我没生气",
        "不投诉",
        "Where is my parcel?",
        "怎么退款",
        "",
    ],
)
def test_what_is_denied_or_calm_is_neutral(said: str) -> None:
    assert _of(said) == Mood()


def test_a_complaint_and_an_answer_that_did_not_help_are_signs_of_their_own() -> None:
    assert _of("Hm.", intents=("refund", "complaint")).signs == (Sign.COMPLAINT,)
    assert _of("Hm.", unhelpful=2).signs == (Sign.UNHELPFUL,)
    everything = _of("awful", intents=("complaint",), unhelpful=1)
    assert everything.signs == (Sign.WORDS, Sign.COMPLAINT, Sign.UNHELPFUL)


def test_ten_thousand_characters_are_read_in_no_time() -> None:
    assert _of("not " * 2500 + "浪费" * 5000) == Mood()
