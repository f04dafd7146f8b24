"""When a person should be offered, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from aics_app.chat.models import Feedback, Message, Sender, Source, State, TransferReason


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides. `confidence` and `threshold` are 0–1; `not_helped` counts answers in a row."""

    source: Source
    confidence: float
    threshold: float
    wants_person: bool = False
    not_helped: int = 0
    max_turns: int = 3
    intent: str = ""


def transfer_reason(facts: Facts) -> TransferReason | None:
    """Why this answer should offer a person: the first reason that holds, or None."""
    nothing_known = facts.source == Source.NONE
    reasons = (
        (facts.wants_person, TransferReason.CUSTOMER_REQUEST),
        (facts.intent == "complaint", TransferReason.POLICY_RESTRICTION),
        (facts.not_helped >= facts.max_turns, TransferReason.USAGE_LIMIT),
        (nothing_known and facts.intent == "out_of_scope", TransferReason.UNSUPPORTED_REQUEST),
        (nothing_known or facts.confidence < facts.threshold, TransferReason.MISSING_KNOWLEDGE),
    )
    return next((reason for holds, reason in reasons if holds), None)


def unhelped_in_a_row(said: Sequence[tuple[Message, Feedback | None]]) -> int:
    """How many of the last answers in a row did not help: nothing known, failed, or thumbs down."""
    answers = [(message, judged) for message, judged in reversed(said) if message.sender == Sender.AI]
    for count, (message, judged) in enumerate(answers):
        if message.state == State.DONE and message.transfer_reason is None and (not judged or judged.helpful):
            return count
    return len(answers)
