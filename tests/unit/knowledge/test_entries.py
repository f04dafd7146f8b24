"""What an entry of the FAQ may be."""

import pytest

from aics_app.knowledge.rules.entries import FaqDraft, faults_of, tidy

GOOD = FaqDraft("怎么退款?", "打开订单，点**申请售后**。", "refund", "zh", ("想退钱",))


def test_a_good_entry_has_no_fault() -> None:
    assert faults_of(tidy(GOOD)) == {}


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"question": "  "}, {"question": "required"}),
        ({"question": "？！"}, {"question": "required"}),
        ({"question": "问" * 501}, {"question": "too_long"}),
        ({"answer": ""}, {"answer": "required"}),
        ({"answer": "答" * 10_001}, {"answer": "too_long"}),
        ({"category": "x" * 51}, {"category": "too_long"}),
        ({"language": "fr"}, {"language": "choice"}),
        ({"similar": tuple(f"问法{number}" for number in range(31))}, {"similar": "too_long"}),
        ({"similar": ("问" * 501,)}, {"similar": "too_long"}),
        ({"question": "", "answer": ""}, {"question": "required", "answer": "required"}),
    ],
)
def test_each_fault_is_named_by_its_field(change: dict[str, object], faults: dict[str, str]) -> None:
    assert faults_of(tidy(FaqDraft(**{**vars(GOOD), **change}))) == faults  # type: ignore[arg-type]  # any field


def test_the_limits_themselves_are_allowed() -> None:
    draft = FaqDraft(
        "问" * 500, "答" * 10_000, "c" * 50, "en", tuple(f"问法{number}" for number in range(30))
    )
    assert faults_of(tidy(draft)) == {}


def test_tidying_makes_texts_harmless_and_keeps_markdown() -> None:
    draft = tidy(
        FaqDraft(" a\u202e\nb ", "\n# Title\n\n- one\n- two\u0000\n", " x ", "en", ("", "a b", "c", "c"))
    )
    assert draft == FaqDraft("a b", "# Title\n\n- one\n- two", "x", "en", ("c",))
