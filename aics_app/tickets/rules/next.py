"""What happens next on a ticket, and by when: said to whoever follows it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aics_app.tickets.models import Category, Clock, Ticket


class Step(StrEnum):
    """What is waited for."""

    ANSWER = "answer"
    SOLUTION = "solution"
    CUSTOMER = "customer"
    RATING = "rating"
    NOTHING = "nothing"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Next:
    """The step, and the instant by which it is promised, when one is."""

    step: Step
    by: datetime | None = None


def next_of(ticket: Ticket, due: dict[str, datetime | None]) -> Next:
    """`due`: the running promises by kind."""
    if ticket.merged_into_id is not None:
        return Next(Step.ELSEWHERE)
    if ticket.status_category == Category.RESOLVED:
        return Next(Step.RATING if ticket.user_feedback is None else Step.NOTHING)
    if ticket.status_category == Category.PAUSED:
        return Next(Step.CUSTOMER)
    if ticket.first_reply_at is None:
        return Next(Step.ANSWER, due.get(Clock.REPLY))
    return Next(Step.SOLUTION, due.get(Clock.RESOLVE))
