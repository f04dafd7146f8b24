"""When a person should come, why, and how: asked at once, or offered with one button.

`RULES` is the whole of it, read from the top: the first that holds decides. What the customer says, or shows
twice, brings a person at once; a doubt of ours only offers one. Counts begin anew after every line of the
system: whoever went on with the AI after a hand-off is not called for until something new happens.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from aics_app.chat.models import (
    Feedback,
    Message,
    Priority,
    Sender,
    Source,
    State,
    TransferReason,
)

COMPLAINT = "complaint"
DISAPPOINTED = 2
FAILED_TOOLS = 2
UNSOLVED = "unsolved"
"""The key in an answer's `extra`."""
QUEUED: Final = "handoff_queued"
CALLED: Final = "handoff_called"
AWAITED = frozenset({QUEUED, CALLED})
"""Lines of the system after which a person is awaited, asked for by the customer or by a rule."""


class Way(StrEnum):
    """How a person comes: waited for from now on, or after the customer's click."""

    CALL = "call"
    OFFER = "offer"


@dataclass(frozen=True)
class Record:
    """What the last answers in a row were, since a person was last concerned.

    `failures` made no progress: nothing known, broken off, or judged so. `disappointed` is the customer's own
    word, `tool_failures` came for want of the model, `complaints` were answered at all. `is_awaited`: a
    person is asked for already.
    """

    failures: int = 0
    disappointed: int = 0
    tool_failures: int = 0
    complaints: int = 0
    is_awaited: bool = False


NOTHING_YET = Record()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides. `confidence` and `threshold` are 0–1; `so_far` does not count the answer itself."""

    source: Source
    confidence: float
    threshold: float
    wants_person: bool = False
    in_danger: bool = False
    asks_back: bool = False
    is_unfounded: bool = False
    tool_failed: bool = False
    so_far: Record = NOTHING_YET
    max_turns: int = 3
    intent: str = ""

    @property
    def nothing_known(self) -> bool:
        """Whether it leaves the customer without an answer."""
        return self.source == Source.NONE

    @property
    def complains(self) -> bool:
        """Whether the customer complains."""
        return self.intent == COMPLAINT

    @property
    def complains_again(self) -> bool:
        """Whether he does after one of us has failed to help, or after he has before."""
        return self.complains and (self.so_far.complaints > 0 or self.so_far.failures > 0)

    @property
    def tools_failed(self) -> int:
        """How many answers in a row were for want of the model, this one included."""
        return self.so_far.tool_failures + 1 if self.tool_failed else 0

    @property
    def turns_without_progress(self) -> int:
        """How many answers in a row did not help, this one included."""
        return self.so_far.failures + 1 if self.nothing_known else 0

    @property
    def is_doubtful(self) -> bool:
        """Whether it is not sure enough for the administrator."""
        return self.source == Source.LLM and self.confidence < self.threshold


@dataclass(frozen=True)
class Rule:
    """One reason for a person: when it holds, how he comes, and how urgent it is.

    `by_count` ones call nobody while somebody is awaited.
    """

    name: str
    holds: Callable[[Facts], bool]
    reason: TransferReason
    way: Way
    priority: Priority = Priority.NORMAL
    by_count: bool = False


RULES: tuple[Rule, ...] = (
    Rule("danger", lambda it: it.in_danger, TransferReason.POLICY_RESTRICTION, Way.CALL, Priority.URGENT),
    Rule("wish", lambda it: it.wants_person, TransferReason.CUSTOMER_REQUEST, Way.CALL),
    Rule(
        "complaint_again",
        lambda it: it.complains_again,
        TransferReason.POLICY_RESTRICTION,
        Way.CALL,
        Priority.HIGH,
        by_count=True,
    ),
    Rule(
        "model_away_again",
        lambda it: it.tools_failed >= FAILED_TOOLS,
        TransferReason.TOOL_FAILURE,
        Way.CALL,
        by_count=True,
    ),
    Rule(
        "no_progress",
        lambda it: it.turns_without_progress >= it.max_turns,
        TransferReason.USAGE_LIMIT,
        Way.CALL,
        by_count=True,
    ),
    Rule("complaint", lambda it: it.complains, TransferReason.POLICY_RESTRICTION, Way.OFFER, Priority.HIGH),
    Rule("asks_back", lambda it: it.asks_back, TransferReason.PENDING_CLARIFICATION, Way.OFFER),
    Rule("model_away", lambda it: it.tool_failed, TransferReason.TOOL_FAILURE, Way.OFFER),
    Rule(
        "out_of_scope",
        lambda it: it.nothing_known and it.intent == "out_of_scope",
        TransferReason.UNSUPPORTED_REQUEST,
        Way.OFFER,
    ),
    Rule("nothing_known", lambda it: it.nothing_known, TransferReason.MISSING_KNOWLEDGE, Way.OFFER),
    Rule("unfounded", lambda it: it.is_unfounded, TransferReason.MISSING_KNOWLEDGE, Way.OFFER),
    Rule("doubtful", lambda it: it.is_doubtful, TransferReason.MISSING_KNOWLEDGE, Way.OFFER),
)
"""By the customer's judgement alone, `is_disappointed` calls as well: between two answers."""


def rule_for(facts: Facts) -> Rule | None:
    """The first rule that holds, or None."""
    is_awaited = facts.so_far.is_awaited
    return next((rule for rule in RULES if rule.holds(facts) and not (rule.by_count and is_awaited)), None)


def transfer_reason(facts: Facts) -> TransferReason | None:
    """Why this answer should bring or offer a person, or None."""
    rule = rule_for(facts)
    return rule.reason if rule else None


def is_disappointed(record: Record) -> bool:
    """Whether the customer has said of so many answers in a row that they did not help."""
    return record.disappointed >= DISAPPOINTED


def priority_of(intent: str | None) -> Priority:
    """How urgent a matter is by what its last message wants."""
    return Priority.HIGH if intent == COMPLAINT else Priority.NORMAL


def record_of(said: Sequence[tuple[Message, Feedback | None]]) -> Record:
    """What the last answers were, of what was said in order; nothing before the last line of the system."""
    lately: list[tuple[Message, Feedback | None]] = []
    is_awaited = False
    for message, judged in reversed(said):
        if message.sender == Sender.SYSTEM:
            is_awaited = (message.extra or {}).get("what") in AWAITED
            break
        if message.sender == Sender.AI:
            lately.append((message, judged))
    return Record(
        failures=_in_a_row(lately, _failed),
        disappointed=_in_a_row(lately, _disappoints),
        tool_failures=_in_a_row(lately, _lacked_model),
        complaints=sum(message.intent == COMPLAINT for message, _ in lately),
        is_awaited=is_awaited,
    )


_Judged = Callable[[Message, Feedback | None], bool]


def _in_a_row(lately: Sequence[tuple[Message, Feedback | None]], holds: _Judged) -> int:
    for count, (message, judged) in enumerate(lately):
        if not holds(message, judged):
            return count
    return len(lately)


def _disappoints(message: Message, judged: Feedback | None) -> bool:
    return is_unsolved(message) or (judged is not None and not judged.helpful)


def is_unsolved(message: Message) -> bool:
    """Whether the customer said after this answer that the matter is not solved."""
    return bool((message.extra or {}).get(UNSOLVED))


def _failed(message: Message, judged: Feedback | None) -> bool:
    """Nothing known, broken off, or judged so. An answer that we merely doubt may well have helped."""
    if judged is not None or is_unsolved(message):
        return _disappoints(message, judged)
    nothing_known = message.source == Source.NONE and message.transfer_reason is not None
    return nothing_known or message.state != State.DONE


def _lacked_model(message: Message, _judged: Feedback | None) -> bool:
    return message.state == State.FAILED or message.transfer_reason == TransferReason.TOOL_FAILURE
