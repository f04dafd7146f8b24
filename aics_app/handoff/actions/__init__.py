"""Every write of a hand-off, one use case each. The conversation is locked first, then the hand-off."""

from aics_app.handoff.actions.asking import (
    cancel,
    comment,
    expire,
    is_unseen,
    rate,
    request,
    request_anew,
    request_as_wished,
    see_customer,
)
from aics_app.handoff.actions.giving import (
    assign_next,
    heard_agent,
    heard_customer,
    requeue,
)
from aics_app.handoff.actions.noting import go_on_in_writing, leave_note, take_care
from aics_app.handoff.actions.summarising import keep_summary
from aics_app.handoff.actions.supervising import seize
from aics_app.handoff.actions.taking import Given, Target, close, give_back, take, transfer

__all__ = [
    "Given",
    "Target",
    "assign_next",
    "cancel",
    "close",
    "comment",
    "expire",
    "give_back",
    "go_on_in_writing",
    "heard_agent",
    "heard_customer",
    "is_unseen",
    "keep_summary",
    "leave_note",
    "rate",
    "request",
    "request_anew",
    "request_as_wished",
    "requeue",
    "see_customer",
    "seize",
    "take",
    "take_care",
    "transfer",
]
