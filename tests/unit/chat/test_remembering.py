"""Which questions are the same one, and which answers may be given to somebody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aics_app.chat.rules.remembering import is_personal, key_of, points_back, same_question

REFUND = "怎么申请退款?"


@pytest.mark.parametrize(
    "spelt",
    [
        "怎么申请退款？",
        "  怎么申请退款 ",
        "请问怎么申请退款?",
        "你好，请问一下怎么申请退款呢",
        "怎么申请退款！！谢谢",
    ],
)
def test_width_punctuation_and_courtesy_do_not_make_another_question(spelt: str) -> None:
    assert same_question(spelt) == same_question(REFUND)


@pytest.mark.parametrize(
    "other", ["怎么取消退款?", "怎么申请退货?", "不能申请退款?", "怎么申请退款2次?", "How to refund?"]
)
def test_every_word_number_and_negation_counts(other: str) -> None:
    assert same_question(other) != same_question(REFUND)


@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = same_question(text)
    assert same_question(once) == once


def test_courtesy_alone_is_still_a_message() -> None:
    assert same_question("谢谢") == "谢谢"


def test_the_key_dies_with_the_knowledge_the_language_and_the_model() -> None:
    key = key_of(REFUND, "zh", "v1", "llama3")
    changed = [
        key_of(REFUND, "zh", "v2", "llama3"),
        key_of(REFUND, "en", "v1", "llama3"),
        key_of(REFUND, "zh", "v1", "qwen"),
        key_of("怎么申请退货?", "zh", "v1", "llama3"),
    ]
    assert len({key, *changed}) == 5
    assert key == key_of("请问怎么申请退款", "zh", "v1", "llama3")


def test_parts_of_a_key_cannot_run_into_each_other() -> None:
    assert key_of("a", "zh", "v1", "x") != key_of("a zh", "", "v1", "x")


@pytest.mark.parametrize(
    "question", ["我的订单到哪了", "where is my parcel", "订单 20261122001 发货了吗", "i bought a pan"]
)
def test_what_depends_on_who_asks_is_personal(question: str) -> None:
    assert is_personal(question)


def test_a_general_question_is_not_personal_unless_its_intent_is() -> None:
    assert not is_personal("运费多少", "delivery")
    assert is_personal("怎么样了", "ticket_status")


@pytest.mark.parametrize("question", ["那要多久?", "它能洗吗", "why", "what about the blue one", "多久"])
def test_short_and_pointing_questions_lean_on_what_came_before(question: str) -> None:
    assert points_back(question)


def test_a_whole_question_stands_alone() -> None:
    assert not points_back("运费是怎么计算的")
