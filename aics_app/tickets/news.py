"""What is told after the commit: lists, the pages of one ticket, and its customer's own list."""

from typing import get_args

from aics_app.core.events import Listener, Listeners
from aics_app.core.live import Live
from aics_app.tickets.events import (
    ClockBreached,
    ClockWarned,
    TicketAssigned,
    TicketEdited,
    TicketEvent,
    TicketFiled,
    TicketMergedInto,
    TicketMoved,
    TicketNoted,
    TicketRated,
    TicketReminded,
    TicketReplied,
    WorkflowSet,
)

TOPIC = "tickets"
"""Lists of the staff have changed, or (`type`: `workflow`) what their columns are."""
WORKFLOW = "workflow"
"""Another workflow holds."""

_WithCustomer = (
    TicketFiled | TicketReplied | TicketMoved | TicketAssigned | TicketEdited | TicketRated | TicketMergedInto
)
_WITH_CUSTOMER = get_args(_WithCustomer)
_OF_THE_STAFF = (TicketReminded, ClockWarned, ClockBreached)


def topic_of(ticket_id: int) -> str:
    """Where the pages of one ticket hear of it. What is `noted` is of no use to its customer's."""
    return f"ticket:{ticket_id}"


def topic_of_user(user_id: int) -> str:
    """Where a customer's own list hears of his tickets."""
    return f"tickets:user:{user_id}"


def listen(listeners: Listeners, live: Live) -> None:
    """Tell every page that shows a ticket when it changes; nothing is read, for all of it has happened."""

    def tell(fact: TicketEvent, kind: str = "changed") -> None:
        live.post(TOPIC, {"type": kind})
        live.post(topic_of(int(fact.subject_id)), {"type": kind})

    async def noted(fact: TicketNoted) -> None:
        tell(fact, "noted")

    async def changed(fact: TicketEvent) -> None:
        tell(fact)

    async def changed_for_all(fact: _WithCustomer) -> None:
        tell(fact)
        live.post(topic_of_user(fact.user_id), {"type": "changed"})

    async def set_anew(_fact: WorkflowSet) -> None:
        for topic in (TOPIC, WORKFLOW):
            live.post(topic, {"type": "workflow"})

    listeners.on(TicketNoted, noted)
    listeners.on(WorkflowSet, set_anew)
    _on_each(listeners, _WITH_CUSTOMER, changed_for_all)
    _on_each(listeners, _OF_THE_STAFF, changed)


def _on_each(listeners: Listeners, kinds: tuple[type[TicketEvent], ...], listener: Listener) -> None:
    for kind in kinds:
        listeners.on(kind, listener)
