"""Whether what a model wrote stands on something."""

import pytest

from aics_app.chat.rules.grounding import unfounded

GROUNDS = [
    "满 ¥99 免运费，否则 10 元。退款 3–7 个工作日到账，客服 09:00–21:00，电话 400-000-1234。",
    "see https://shop.test/help",
]


@pytest.mark.parametrize(
    "answer",
    [
        "满 99 元免运费。",
        "1. 打开订单\n2. 点申请\n退款一般 3–7 个工作日。",
        "We answer from 09:00 to 21:00; call 400-000-1234.",
        "More at https://shop.test/help.",
        "没有数字的回答。",
    ],
)
def test_what_the_passages_say_is_founded(answer: str) -> None:
    assert unfounded(answer, GROUNDS) == []


@pytest.mark.parametrize(
    ("answer", "claim"),
    [
        ("运费 15 元。", "15 元"),
        ("It costs $12.", "$12"),
        ("您有 20% 折扣。", "20%"),
        ("大约 30 天到账。", "30 天"),
        ("Call 400-999-8888.", "400-999-8888"),
        ("See https://evil.test/x now", "https://evil.test/x"),
        ("Write to boss@shop.test", "boss@shop.test"),
        ("８：００ 开门", "8:00"),
    ],
)
def test_an_invented_amount_span_number_or_link_is_found(answer: str, claim: str) -> None:
    assert claim in unfounded(answer, GROUNDS)
