"""Which texts are the same question, and in which pieces wordings are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.core.text import folded
from aics_app.knowledge.rules.matching import grams, normalised


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ("客服几点上班?", "客服几点上班？？"),
        ("请问客服几点上班呢", "客服几点上班"),
        ("Ｈｏｗ  do I get a REFUND", "how do i get a refund?"),
        ("Hi, how do I get a refund please", "How do I get a refund"),
        ("退 款", "退款"),
    ],
)
def test_width_case_punctuation_and_politeness_change_nothing(asked: str, same: str) -> None:
    assert normalised(asked) == normalised(same)


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("可以退款吗", "不可以退款吗"),
        ("满99包邮吗", "满199包邮吗"),
        ("is it open on Monday", "is it open on Sunday"),
        ("do you ship", "don't you ship"),
    ],
)
def test_numbers_names_and_negations_do(asked: str, other: str) -> None:
    assert normalised(asked) != normalised(other)


@pytest.mark.parametrize("text", ["谢谢", "hello", "你好", "thanks", "请问"])
def test_politeness_alone_is_still_something(text: str) -> None:
    assert normalised(text) == text


@given(st.text(max_size=80))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text(max_size=80))
def test_a_text_with_letters_keeps_some(text: str) -> None:
    assert normalised(text) or not folded(text)


def test_chinese_is_compared_by_characters_and_pairs() -> None:
    assert grams("退货运费") == ["退", "货", "运", "费", "退货", "货运", "运费"]


def test_english_is_compared_by_words_and_letters_so_that_typos_overlap() -> None:
    right, wrong = set(grams("refund")), set(grams("refnud"))
    assert "=refund" in right
    assert "=refund" not in wrong
    assert {" re", "ref", " ref"} <= right & wrong


@given(st.text(max_size=200))
def test_no_text_breaks_the_pieces(text: str) -> None:
    assert all(grams(text))
