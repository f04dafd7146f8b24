"""When a person is offered."""

import pytest

from aics_app.chat.models import Source, TransferReason
from aics_app.chat.rules.transfer import Facts, transfer_reason

GOOD = {"source": Source.LLM, "confidence": 0.8, "threshold": 0.3}


def test_a_good_answer_offers_nobody() -> None:
    assert transfer_reason(Facts(**GOOD)) is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"wants_person": True}, TransferReason.CUSTOMER_REQUEST),
        ({"intent": "complaint"}, TransferReason.POLICY_RESTRICTION),
        ({"not_helped": 3}, TransferReason.USAGE_LIMIT),
        ({"source": Source.NONE}, TransferReason.MISSING_KNOWLEDGE),
        ({"source": Source.NONE, "intent": "out_of_scope"}, TransferReason.UNSUPPORTED_REQUEST),
        ({"confidence": 0.29}, TransferReason.MISSING_KNOWLEDGE),
    ],
)
def test_each_reason_is_named(changed: dict[str, object], reason: TransferReason) -> None:
    assert transfer_reason(Facts(**{**GOOD, **changed})) == reason


def test_the_administrators_threshold_decides() -> None:
    assert transfer_reason(Facts(source=Source.LLM, confidence=0.5, threshold=0.6)) is not None
    assert transfer_reason(Facts(source=Source.LLM, confidence=0.5, threshold=0.5)) is None
