"""Texts and phrases as words: whatever stands in a text is found by the words of both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.tickets.rules.words import Clue, Fit, clues_of, words_of

LETTERS = "ab9Éß退款未 _-.，ｅカ゛ガ한\n"
TEXTS = st.text(alphabet=LETTERS, max_size=70)


def fits(clue: Clue, words: set[str]) -> bool:
    if clue.fit is Fit.WHOLE:
        return clue.word in words
    if clue.fit is Fit.BEGIN:
        return any(word.startswith(clue.word) for word in words)
    return any(clue.word in word for word in words)


@given(st.data(), TEXTS)
def test_whatever_stands_in_a_text_has_its_clues_there(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    phrase = text[start : data.draw(st.integers(start, len(text)))]
    words = words_of(text)
    assert [clue for clue in clues_of(phrase) if not fits(clue, words)] == []


@given(TEXTS)
def test_every_word_has_its_place(text: str) -> None:
    assert {len(word) for word in words_of(text)} <= set(range(1, 41))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The lamp, the LAMP!", {"the", "lamp"}),
        ("退款未到账", {"退款", "款未", "未到", "到账"}),
        ("iPhone手机 坏", {"iphone", "手机", "坏"}),
        ("Café ＡＢ１２", {"cafe", "ab12"}),
        ("？！ 👍", set()),
    ],
)
def test_a_text_is_made_of_these(text: str, words: set[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("phrase", "clues"),
    [
        ("amp", [Clue(Fit.WITHIN, "amp")]),
        ("amp is dar", [Clue(Fit.WHOLE, "is"), Clue(Fit.BEGIN, "dar"), Clue(Fit.WITHIN, "amp")]),
        ("退款未", [Clue(Fit.WHOLE, "款未"), Clue(Fit.WHOLE, "退款")]),
        ("款", [Clue(Fit.WITHIN, "款")]),
        ("x" * 60, [Clue(Fit.WITHIN, "x" * 20)]),
        ("？！", []),
    ],
)
def test_a_phrase_is_known_by_these(phrase: str, clues: list[Clue]) -> None:
    assert clues_of(phrase) == clues
