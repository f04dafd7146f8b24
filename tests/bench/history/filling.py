"""Two years of a company, made by chance and written in bulk: the same on SQLite and MariaDB.

`scale` 1.0 is 100,000 conversations with ten messages each, 20,000 hand-offs and 100,000 tickets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from aics_app.accounts.models import Role, User
from aics_app.chat.models import Conversation, Feedback, Message
from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff
from aics_app.tickets.models import Ticket, TicketClock

DAYS = 730
CUSTOMERS, AGENTS = 2_000, 20
AT_ONCE = 2_000
INTENTS = ("refund", "delivery", "invoice", "order", "account", "product", "greeting")
SOURCES = ("faq", "faq", "cache", "llm", "none")
CATEGORIES = ("order", "delivery", "refund", "invoice", "other")
REASONS = ("customer_request", "missing_knowledge", "unsupported_request")

Row = dict[str, Any]


@dataclass
class Rows:
    """What goes into each table."""

    by_table: dict[Any, list[Row]] = field(default_factory=dict)

    def add(self, model: Any, **row: Any) -> None:
        """One more."""
        self.by_table.setdefault(model, []).append(row)


@dataclass
class Past:
    """Makes it. Ids are counted, so that rows can name each other before they are written."""

    rng: Random
    now: datetime
    people: int
    message_id: int = 0
    handoff_id: int = 0

    @property
    def until(self) -> datetime:
        """Nothing happens later."""
        return self.now - timedelta(hours=1)

    def moment(self) -> datetime:
        """Some instant of the two years, more often by day."""
        day = self.now - timedelta(days=self.rng.randrange(1, DAYS))
        return day.replace(hour=0, minute=0, second=0) + timedelta(
            seconds=self.rng.triangular(0, 86_399, 50_000)
        )

    def customer(self) -> int:
        """One of many."""
        return self.people + AGENTS + self.rng.randrange(CUSTOMERS)

    def agent(self) -> int:
        """One of few."""
        return self.people + self.rng.randrange(AGENTS)

    def talk(self, rows: Rows, number: int, *, is_handed_off: bool) -> None:
        """Ten messages, of which four are between people if it is handed off."""
        own, user, began = f"{number:032x}", self.customer(), self.moment()
        at, solved = began, self.rng.choice([True, True, False, None, None])
        for _ in range(3 if is_handed_off else 5):
            self._exchange(rows, own, user, at)
            at += timedelta(seconds=self.rng.expovariate(1 / 120))
        if is_handed_off:
            at = self._handoff(rows, own, user, at)
        elif solved is not None:
            rows.add(
                Activity, event="SolvedSaid", subject_type="conversation", subject_id=own, data={}, at=at
            )
        rows.add(
            Conversation,
            id=own,
            user_id=user,
            title=f"matter {number}",
            language="en",
            speaker="AI",
            version=10,
            preview="",
            solved=None if is_handed_off else solved,
            created_at=began,
            last_message_at=at,
        )

    def _message(self, rows: Rows, talk: str, user: int, at: datetime, **more: Any) -> int:
        self.message_id += 1
        nothing = dict.fromkeys(("reply_to", "source", "intent"))
        common = {
            "content": "…",
            "message_type": "TEXT",
            "state": "done",
            "create_time": at.replace(microsecond=0),
        }
        rows.add(Message, id=self.message_id, user_id=user, session_id=talk, **(common | nothing | more))
        return self.message_id

    def _exchange(self, rows: Rows, talk: str, user: int, at: datetime) -> None:
        asked = self._message(rows, talk, user, at, sender="USER", sender_id=user)
        answer = {"source": self.rng.choice(SOURCES), "intent": self.rng.choice(INTENTS), "reply_to": asked}
        reply = self._message(rows, talk, user, at, sender="AI", sender_id=0, **answer)
        if self.rng.random() < 0.1:
            helpful = self.rng.random() < 0.8
            rows.add(Feedback, message_id=reply, user_id=user, helpful=helpful, reason="", created_at=at)

    def _handoff(self, rows: Rows, talk: str, user: int, queued: datetime) -> datetime:
        agent, taken = self.agent(), queued + timedelta(seconds=self.rng.expovariate(1 / 90))
        at = replied = taken + timedelta(seconds=self.rng.expovariate(1 / 40))
        self._message(rows, talk, user, at, sender="CUSTOMER_SERVICE", sender_id=agent)
        for sender, sender_id in (("USER", user), ("CUSTOMER_SERVICE", agent), ("USER", user)):
            at += timedelta(seconds=self.rng.expovariate(1 / 60))
            self._message(rows, talk, user, at, sender=sender, sender_id=sender_id)
        ended = at + timedelta(seconds=self.rng.expovariate(1 / 60))
        self.handoff_id += 1
        is_taken = self.rng.random() < 0.92
        rows.add(
            Handoff,
            id=self.handoff_id,
            session_id=talk,
            user_id=user,
            status="closed" if is_taken else "cancelled",
            end_reason="closed" if is_taken else "cancelled",
            reason=self.rng.choice(REASONS),
            source="button",
            priority=0,
            attempts=0,
            version=3,
            agent_id=agent if is_taken else None,
            queued_at=queued,
            created_at=queued,
            taken_at=taken if is_taken else None,
            first_reply_at=replied if is_taken else None,
            ended_at=ended,
            score=self.rng.choice([None, None, 5, 5, 4, 3, 1]) if is_taken else None,
        )
        return ended

    def ticket(self, rows: Rows, number: int) -> None:
        """Filed, answered, mostly resolved and now and then reopened."""
        filed, agent, is_open = self.moment(), self.agent(), self.rng.random() < 0.02
        replied = min(filed + timedelta(seconds=self.rng.expovariate(1 / 9_000)), self.until)
        solved = min(replied + timedelta(seconds=self.rng.expovariate(1 / 60_000)), self.until)
        self._moved(rows, number, agent, replied, "open", "paused")
        self._moved(rows, number, agent, solved, "paused", "open" if is_open else "resolved")
        ends = {"reply": replied} if is_open else {"reply": replied, "resolve": solved}
        self._told(rows, number, agent, filed, ends)
        rows.add(
            Ticket,
            id=number,
            order_no=f"WO17{number:011d}{number:06d}",
            user_id=self.customer(),
            title=f"ticket {number}",
            content="…",
            status="PROCESSING" if is_open else "CLOSED",
            status_category="open" if is_open else "resolved",
            handler_id=agent,
            priority="NORMAL",
            category=self.rng.choice(CATEGORIES),
            create_time=filed,
            update_time=solved,
            first_reply_at=replied,
            first_resolved_at=None if is_open else solved,
            resolved_at=None if is_open else solved,
            user_feedback=None if is_open else self.rng.choice([None, 5, 4, 2]),
            reopened=0,
            version=4,
        )

    def _told(self, rows: Rows, number: int, agent: int, filed: datetime, ends: dict[str, datetime]) -> None:
        met = self.rng.random() < 0.9
        for kind, end in ends.items():
            promise = {
                "target_s": 14_400,
                "due_at": filed,
                "met_at": end,
                "breached_at": None if met else end,
            }
            rows.add(TicketClock, ticket_id=number, kind=kind, started_at=filed, **promise)
        own = {
            "event": "TicketReplied",
            "actor_id": agent,
            "subject_type": "ticket",
            "subject_id": str(number),
        }
        rows.add(Activity, **own, data={"is_staff": True}, at=ends["reply"])

    def _moved(self, rows: Rows, number: int, agent: int, at: datetime, before: str, after: str) -> None:
        data = {"category_before": before, "category_after": after}
        own = {"event": "TicketMoved", "actor_id": agent, "subject_type": "ticket", "subject_id": str(number)}
        rows.add(Activity, **own, data=data, at=at)


async def fill(engine: AsyncEngine, scale: float, now: datetime) -> None:
    """Tables are there, and hold nobody with a higher id than those of the test's own."""
    people = await _people(engine)
    past = Past(Random(20), now.astimezone(UTC).replace(microsecond=0), people)
    for rows in _portions(past, round(100_000 * scale), round(100_000 * scale)):
        async with engine.begin() as connection:
            for model, some in rows.by_table.items():
                nobody = {"actor_id": None} if model is Activity else {}
                await connection.execute(insert(model.__table__), [nobody | row for row in some])


async def _people(engine: AsyncEngine) -> int:
    first = 1_000
    now = datetime(2024, 1, 1, tzinfo=UTC)
    common = {"password": "-", "status": 1, "online_status": 0, "create_time": now, "update_time": now}
    rows = [
        {
            "id": first + place,
            "username": f"person{place}",
            "nickname": f"Person {place}",
            "role": Role.AGENT if place < AGENTS else Role.CUSTOMER,
            **common,
        }
        for place in range(AGENTS + CUSTOMERS)
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(User.__table__), rows)  # type: ignore[attr-defined]  # SQLModel does not say so
    return first


def _portions(past: Past, talks: int, tickets: int) -> Iterator[Rows]:
    """Parents before their children: a portion is written in the order in which its tables first come up."""
    for start in range(0, max(talks, tickets), AT_ONCE):
        rows = Rows({Conversation: [], Message: [], Feedback: [], Handoff: [], Ticket: []})
        for number in range(start, min(start + AT_ONCE, talks)):
            past.talk(rows, number + 1, is_handed_off=number % 5 == 0)
        for number in range(start, min(start + AT_ONCE, tickets)):
            past.ticket(rows, number + 1)
        yield Rows({model: some for model, some in rows.by_table.items() if some})
