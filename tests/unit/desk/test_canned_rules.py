"""What a canned reply must be, and what its variables become."""

import pytest

from aics_app.core.text import filled, open_variables
from aics_app.desk.models import MAX_SHORTCUT_CHARS, MAX_TEXT_CHARS, MAX_TITLE_CHARS
from aics_app.desk.rules.canned import Draft, faults_of, order_no_in, tidy

LENA = {"customer": "Lena", "agent": "Otto", "company": "Acorn", "order_no": ""}


def test_variables_are_filled_in_however_they_are_spaced() -> None:
    text = "{{customer}}, this is {{ agent }} of {{company}}."
    assert filled(text, LENA) == "Lena, this is Otto of Acorn."


def test_what_has_no_value_is_shown_as_it_is_written() -> None:
    text = "Your order {{order_no}} is at {{ depot }}, {{customer}}; {{depot}}."
    assert filled(text, LENA) == "Your order {{order_no}} is at {{ depot }}, Lena; {{depot}}."
    assert open_variables(text, LENA) == ["order_no", "depot"]


def test_a_value_is_never_looked_through_for_variables_nor_escaped() -> None:
    hostile = {"customer": "{{company}} <b>&amp;\\1"}
    assert filled("Hello {{customer}}", {**LENA, **hostile}) == "Hello {{company}} <b>&amp;\\1"


@pytest.mark.parametrize("text", ["{{}}", "{customer}", "{{ customer", "{{a b}}", "{{customer}"])
def test_single_braces_and_loose_ends_are_text(text: str) -> None:
    assert filled(text, LENA) == text
    assert open_variables(text, LENA) == []


def test_the_slash_and_the_case_of_a_shortcut_do_not_count() -> None:
    assert tidy(Draft("/Refund", "", "Dear customer,\nwait.")) == Draft(
        "refund", "Dear customer, wait.", "Dear customer,\nwait."
    )
    assert tidy(Draft("ＡＢＣ", "Hi", "x")).shortcut == "abc"


@pytest.mark.parametrize(
    ("draft", "faults"),
    [
        (Draft("退款", "退款说明", "三天到账。", "zh"), {}),
        (Draft("", "Hi", ""), {"shortcut": "required", "text": "required"}),
        (Draft("two words", "Hi", "x"), {"shortcut": "shortcut_form"}),
        (Draft("a/b", "Hi", "x"), {"shortcut": "shortcut_form"}),
        (Draft("a" * (MAX_SHORTCUT_CHARS + 1), "Hi", "x"), {"shortcut": "too_long"}),
        (
            Draft("a", "t" * (MAX_TITLE_CHARS + 1), "x" * (MAX_TEXT_CHARS + 1)),
            {"title": "too_long", "text": "too_long"},
        ),
        (Draft("a", "Hi", "x", "fr"), {"language": "choice"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(draft: Draft, faults: dict[str, str]) -> None:
    assert faults_of(tidy(draft)) == faults


@pytest.mark.parametrize(
    ("said", "number"),
    [
        (["我的订单号是 20251122001 怎么还没到"], "20251122001"),
        (["Where is order no. AC-10293?"], "AC-10293"),
        (["order 1234567", "actually order number 7654321 please"], "7654321"),
        (["看看 WO1763800000000A1B2C3 这个工单"], "WO1763800000000A1B2C3"),
        (["my parcel 123456789012 is late"], "123456789012"),
        (["Hello", "I have 2 orders and 30 days"], ""),
        ([], ""),
    ],
)
def test_the_order_that_was_named_last(said: list[str], number: str) -> None:
    assert order_no_in(said) == number
