"""The index over entries: what speaks for each of them, and how quickly it is found."""

import numpy as np
import pytest

from aics_app.knowledge.understanding import scoring
from aics_app.knowledge.understanding.retrieval import UNKNOWN_TOPIC, Entry, Index
from aics_app.knowledge.understanding.wording import Wordings

rng = np.random.default_rng(3)


def _points(count: int) -> np.ndarray:
    vectors = rng.normal(size=(count, 512)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _index(entries: list[Entry]) -> tuple[Index, np.ndarray]:
    questions = _points(sum(len(entry.questions) for entry in entries))
    return Index(entries, questions, _points(len(entries)), {}), questions


def _entry(number: int, *questions: str, category: str = "refund", language: str = "zh") -> Entry:
    return Entry(number, 1, language, category, f"答案{number}", questions)


def test_wordings_are_compared_as_tf_idf_cosines() -> None:
    wordings = Wordings(["怎么退款", "怎么退货", "how do I get a refund"])
    alike = wordings.similar("怎么退款")
    assert alike[0] == pytest.approx(1, abs=1e-5)
    assert alike[0] > alike[1] > alike[2] == 0
    assert np.diag(wordings.kernel()) == pytest.approx(1, abs=1e-5)
    assert wordings.kernel()[0] == pytest.approx(alike, abs=1e-5)


def test_rare_pieces_count_more_than_common_ones() -> None:
    wordings = Wordings(["退款运费", "退款发票", "退款工单"])
    assert int(np.argmax(wordings.similar("发票退款"))) == 1


def test_a_text_of_nothing_known_is_like_nothing() -> None:
    assert Wordings(["怎么退款"]).similar("%&/") == pytest.approx(0)
    assert Wordings([]).similar("怎么退款").shape == (0,)


def test_the_nearest_question_of_an_entry_speaks_for_it_and_the_next_two_support() -> None:
    index, questions = _index([_entry(1, "一", "二", "三", "四"), _entry(2, "五")])
    point = questions[2]
    rows = index.near(point)
    like = index.likenesses("三", point, {"refund": 0.9}, rows, index.worded("三"))
    assert like.meaning[0] == pytest.approx(1, abs=1e-4)
    others = np.sort(rows[[0, 1, 3]])[::-1]
    assert like.support[0] == pytest.approx(max(others[:2].mean(), 0), abs=1e-4)
    assert like.topic.tolist() == pytest.approx([0.9, 0.9])


def test_a_category_that_is_no_intent_is_neither_likely_nor_unlikely() -> None:
    index, questions = _index([_entry(1, "一", category="会员"), _entry(2, "二", category="ticket")])
    chances = {"ticket_create": 0.5, "ticket_status": 0.3, "refund": 0.2}
    like = index.likenesses("一", questions[0], chances, index.near(questions[0]), index.worded("一"))
    assert like.topic.tolist() == pytest.approx([UNKNOWN_TOPIC, 0.8])


def test_two_entries_with_the_same_question_share_the_certainty() -> None:
    points = _points(3)
    points[1] = points[0]
    entries = [_entry(1, "怎么退款"), _entry(2, "怎么退款"), _entry(3, "别的")]
    index = Index(entries, points, np.zeros((3, 512), np.float32), {})
    found = index.search("怎么退款?", points[0], "zh", {}, 10)
    assert {one.faq_id for one in found[:2]} == {1, 2}
    assert found[0].score < 0.99
    assert sum(one.score for one in found) <= 1.001


def test_probabilities_do_not_fall_with_the_number_of_entries() -> None:
    evidence = np.array([7.0, 3.0, *[1.0] * 8])
    few = scoring.probabilities(evidence)[0]
    many = scoring.probabilities(np.append(evidence, np.ones(990)))[0]
    assert few == pytest.approx(many)


def test_among_a_thousand_entries_of_six_questions_the_asked_one_comes_first() -> None:
    words = ["退款", "发票", "运费", "订单", "密码", "积分", "尺码", "地址", "客服", "工单", "优惠", "快递"]
    entries = [
        _entry(number, *("".join(rng.choice(words, 5)) + f"{number}{way}" for way in range(6)))
        for number in range(1000)
    ]
    index, questions = _index(entries)
    for number in range(60):
        text = entries[number * 7].questions[2] + "吗"
        found = index.search(text, questions[number * 42 + 2], "zh", {"refund": 1.0}, 10)
        assert found[0].faq_id == number * 7
