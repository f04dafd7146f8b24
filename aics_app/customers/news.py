"""What is told after the commit: open profiles learn that something changed."""

from aics_app.chat.events import FeedbackGiven, SolvedSaid
from aics_app.core.events import Event, Listeners
from aics_app.core.live import Live
from aics_app.customers.events import (
    CustomerEvent,
    CustomerProfileChanged,
    CustomerTagged,
    CustomerUntagged,
)
from aics_app.handoff.events import HandoffRated


def topic_of(user_id: int) -> str:
    """Where changes of a customer's profile are told."""
    return f"customer:{user_id}"


def listen(listeners: Listeners, live: Live) -> None:
    """Tell every replica's open profiles what the staff wrote and what the customer thought."""

    async def changed(fact: CustomerEvent) -> None:
        live.post(topic_of(fact.user_id), {"type": "changed"})

    async def judged(fact: Event) -> None:
        if fact.actor_id is not None:
            live.post(topic_of(fact.actor_id), {"type": "changed"})

    for kind in (CustomerProfileChanged, CustomerTagged, CustomerUntagged):
        listeners.on(kind, changed)
    for said in (HandoffRated, FeedbackGiven, SolvedSaid):
        listeners.on(said, judged)
