"""When a person is called, and when one is only offered: the table of rules, and the counts that it reads."""

from datetime import UTC, datetime

import pytest

from aics_app.chat.models import (
    Feedback,
    Message,
    MessageType,
    Priority,
    Sender,
    Source,
    State,
    TransferReason,
)
from aics_app.chat.rules.transfer import (
    QUEUED,
    RULES,
    Facts,
    Record,
    Way,
    is_disappointed,
    priority_of,
    record_of,
    rule_for,
    transfer_reason,
)

GOOD = {"source": Source.LLM, "confidence": 0.8, "threshold": 0.3}
NOTHING = {**GOOD, "source": Source.NONE, "confidence": 0.1}
AWAY = {**NOTHING, "tool_failed": True}
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_a_good_answer_offers_nobody() -> None:
    assert rule_for(Facts(**GOOD)) is None
    assert transfer_reason(Facts(**GOOD, so_far=Record(failures=5, tool_failures=5, complaints=5))) is None


@pytest.mark.parametrize(
    ("name", "facts", "reason", "way", "priority"),
    [
        (
            "danger",
            {**GOOD, "in_danger": True},
            TransferReason.POLICY_RESTRICTION,
            Way.CALL,
            Priority.URGENT,
        ),
        (
            "wish",
            {**GOOD, "wants_person": True},
            TransferReason.CUSTOMER_REQUEST,
            Way.CALL,
            Priority.NORMAL,
        ),
        (
            "complaint_again",
            {**GOOD, "intent": "complaint", "so_far": Record(complaints=1)},
            TransferReason.POLICY_RESTRICTION,
            Way.CALL,
            Priority.HIGH,
        ),
        (
            "complaint_again",
            {**GOOD, "intent": "complaint", "so_far": Record(failures=1)},
            TransferReason.POLICY_RESTRICTION,
            Way.CALL,
            Priority.HIGH,
        ),
        (
            "model_away_again",
            {**AWAY, "so_far": Record(tool_failures=1)},
            TransferReason.TOOL_FAILURE,
            Way.CALL,
            Priority.NORMAL,
        ),
        (
            "no_progress",
            {**NOTHING, "so_far": Record(failures=2)},
            TransferReason.USAGE_LIMIT,
            Way.CALL,
            Priority.NORMAL,
        ),
        (
            "complaint",
            {**GOOD, "intent": "complaint"},
            TransferReason.POLICY_RESTRICTION,
            Way.OFFER,
            Priority.HIGH,
        ),
        (
            "asks_back",
            {**NOTHING, "asks_back": True},
            TransferReason.PENDING_CLARIFICATION,
            Way.OFFER,
            Priority.NORMAL,
        ),
        ("model_away", AWAY, TransferReason.TOOL_FAILURE, Way.OFFER, Priority.NORMAL),
        (
            "out_of_scope",
            {**NOTHING, "intent": "out_of_scope"},
            TransferReason.UNSUPPORTED_REQUEST,
            Way.OFFER,
            Priority.NORMAL,
        ),
        ("nothing_known", NOTHING, TransferReason.MISSING_KNOWLEDGE, Way.OFFER, Priority.NORMAL),
        (
            "unfounded",
            {**GOOD, "is_unfounded": True},
            TransferReason.MISSING_KNOWLEDGE,
            Way.OFFER,
            Priority.NORMAL,
        ),
        (
            "doubtful",
            {**GOOD, "confidence": 0.29},
            TransferReason.MISSING_KNOWLEDGE,
            Way.OFFER,
            Priority.NORMAL,
        ),
    ],
)
def test_each_rule_has_its_reason_its_way_and_its_urgency(
    name: str, facts: dict[str, object], reason: TransferReason, way: Way, priority: Priority
) -> None:
    rule = rule_for(Facts(**facts))
    assert rule
    assert (rule.name, rule.reason, rule.way, rule.priority) == (name, reason, way, priority)


def test_every_reason_category_that_a_rule_can_give_is_reached() -> None:
    assert {rule.reason for rule in RULES} == set(TransferReason)


def test_a_doubt_of_ours_calls_nobody_however_often() -> None:
    doubtful = Facts(**{**GOOD, "confidence": 0.1}, so_far=Record(failures=9, tool_failures=9))
    rule = rule_for(doubtful)
    assert rule
    assert rule.way is Way.OFFER


def test_who_waits_already_is_not_called_for_again_but_danger_is_always_heard() -> None:
    awaited = Record(failures=5, tool_failures=5, complaints=5, is_awaited=True)
    for facts in (NOTHING, AWAY, {**GOOD, "intent": "complaint"}):
        rule = rule_for(Facts(**facts, so_far=awaited))
        assert rule
        assert rule.way is Way.OFFER
    danger = rule_for(Facts(**GOOD, in_danger=True, so_far=awaited))
    assert danger
    assert danger.way is Way.CALL


def test_the_administrators_threshold_decides() -> None:
    assert transfer_reason(Facts(source=Source.LLM, confidence=0.5, threshold=0.6)) is not None
    assert transfer_reason(Facts(source=Source.LLM, confidence=0.5, threshold=0.5)) is None


def test_a_complaint_is_served_before_others() -> None:
    assert (priority_of("complaint"), priority_of("refund"), priority_of(None)) == (
        Priority.HIGH,
        Priority.NORMAL,
        Priority.NORMAL,
    )


def _message(sender: Sender, **more: object) -> tuple[Message, Feedback | None]:
    values = {"user_id": 1, "session_id": "s", "content": "…", "create_time": NOON, **more}
    return Message(sender=sender, **values), None


QUESTION = _message(Sender.CUSTOMER)
FINE = _message(Sender.AI, source=Source.LLM)
UNKNOWN = _message(Sender.AI, source=Source.NONE, transfer_reason=TransferReason.MISSING_KNOWLEDGE)
NO_MODEL = _message(Sender.AI, source=Source.NONE, transfer_reason=TransferReason.TOOL_FAILURE)
BROKEN = _message(Sender.AI, source=Source.LLM, state=State.FAILED)
DOUBTED = _message(Sender.AI, source=Source.LLM, transfer_reason=TransferReason.MISSING_KNOWLEDGE)
CIVIL = _message(Sender.AI, source=Source.NONE)
UNSOLVED = _message(Sender.AI, source=Source.FAQ, extra={"unsolved": True})


def _judged(answer: tuple[Message, Feedback | None], *, helpful: bool) -> tuple[Message, Feedback | None]:
    return answer[0], Feedback(message_id=1, user_id=1, helpful=helpful, created_at=NOON)


def _line(what: str) -> tuple[Message, Feedback | None]:
    return _message(Sender.SYSTEM, message_type=MessageType.SYSTEM, extra={"what": what})


def test_only_answers_in_a_row_count() -> None:
    assert record_of([UNKNOWN, QUESTION, FINE, QUESTION, UNKNOWN, QUESTION, BROKEN]).failures == 2
    assert record_of([UNKNOWN, QUESTION, CIVIL]).failures == 0
    assert record_of([]) == Record()


def test_what_we_doubt_is_no_failure_unless_the_customer_says_so() -> None:
    assert record_of([DOUBTED, QUESTION, DOUBTED]).failures == 0
    assert record_of([DOUBTED, QUESTION, _judged(DOUBTED, helpful=False)]).failures == 1
    assert record_of([_judged(UNKNOWN, helpful=True)]).failures == 0


def test_two_thumbs_down_or_not_solved_in_a_row_are_a_disappointment() -> None:
    down = _judged(FINE, helpful=False)
    assert is_disappointed(record_of([down, QUESTION, down]))
    assert is_disappointed(record_of([down, QUESTION, UNSOLVED]))
    assert not is_disappointed(record_of([down, QUESTION, FINE, QUESTION, down]))
    assert not is_disappointed(record_of([UNKNOWN, QUESTION, down]))


def test_failures_for_want_of_the_model_are_counted_apart() -> None:
    assert record_of([NO_MODEL, QUESTION, BROKEN]).tool_failures == 2
    assert record_of([NO_MODEL, QUESTION, UNKNOWN]).tool_failures == 0


def test_after_a_hand_off_the_counts_begin_anew() -> None:
    assert record_of([UNKNOWN, UNKNOWN, _line("handoff_cancelled"), UNKNOWN]) == Record(failures=1)
    waiting = record_of([UNKNOWN, UNKNOWN, _line(QUEUED), QUESTION, UNKNOWN])
    assert (waiting.failures, waiting.is_awaited) == (1, True)
