"""A history written straight into the tables: what happened when, told by whoever tests."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from aics_app import tables
from aics_app.accounts.models import Actor, Role, Scope, User
from aics_app.accounts.rules import rights_of
from aics_app.chat.models import Conversation, Feedback, Message, MessageType, Sender, State
from aics_app.core.cache import MemoryCache
from aics_app.core.db import Database
from aics_app.core.events import Activity
from aics_app.handoff.models import EndReason, Handoff, Status
from aics_app.stats.jobs import Rollups
from aics_app.tickets.models import Clock, Ticket, TicketClock
from tests.unit.stats.page import ada, page  # noqa: F401 - fixtures of what is looked at in pages

T = TypeVar("T")
ZONE = "Asia/Shanghai"


def at(text: str) -> datetime:
    """`03-02 12:00`, in 2026, on the wall in Shanghai (UTC+8)."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}+08:00").astimezone(UTC)


class History:
    """What happened. Names of people become accounts when they first appear."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._people: dict[str, int] = {}

    async def add(self, row: Any) -> Any:
        """One row."""
        async with self.db.transaction() as session:
            session.add(row)
            await session.flush()
        return row

    async def read(self, query: Callable[..., Awaitable[T]], *args: Any, **more: Any) -> T:
        """One query in a transaction of its own."""
        async with self.db.reading() as session:
            return await query(session, *args, **more)

    async def person(self, name: str, role: Role = Role.CUSTOMER) -> int:
        """The account's id."""
        if name not in self._people:
            now = at("01-01 00:00")
            own = User(
                username=name,
                password="!",
                role=role,
                nickname=name.title(),
                create_time=now,
                update_time=now,
            )
            self._people[name] = (await self.add(own)).id
        return self._people[name]

    async def actor(self, name: str, role: Role, scope: Scope = Scope.ALL) -> Actor:
        """Somebody who looks."""
        own = await self.person(name, role)
        return Actor(own, name, name.title(), role, rights_of(role), scope=scope)

    async def happened(self, event: str, kind: str, subject: Any, when: datetime, /, **data: Any) -> None:
        """A row of `activity`."""
        await self.add(Activity(event=event, subject_type=kind, subject_id=str(subject), data=data, at=when))

    async def talk(
        self, customer: str, began: datetime, *, solved: bool | None = None, name: str = ""
    ) -> str:
        """A conversation without a word."""
        user_id = await self.person(customer)
        own = name or f"{customer}-{began:%m%d%H%M%S}"
        row = Conversation(
            id=own,
            user_id=user_id,
            title=f"{customer}'s matter",
            language="en",
            solved=solved,
            created_at=began,
            last_message_at=began,
        )
        await self.add(row)
        await self.happened("ConversationStarted", "conversation", own, began)
        return own

    async def asked(  # a question and its answer
        self,
        talk: str,
        when: datetime,
        *,
        source: str = "faq",
        intent: str = "refund",
        helpful: bool | None = None,
        state: State = State.DONE,
    ) -> int:
        """The answer's id."""
        async with self.db.transaction() as session:
            own = await session.get_one(Conversation, talk)
            own.last_message_at = max(own.last_message_at, when)
            user_id = own.user_id
        question = await self.add(self._message(talk, user_id, when, Sender.CUSTOMER, user_id))
        reply = self._message(talk, user_id, when, Sender.AI, 0)
        reply.reply_to, reply.source, reply.intent, reply.state = question.id, source, intent, state
        reply_id: int = (await self.add(reply)).id
        await self.happened("ReplyFinished", "conversation", talk, when, message_id=reply_id)
        if helpful is not None:
            await self.judged(reply_id, talk, user_id, when, helpful=helpful)
        return reply_id

    async def retried(self, reply_id: int, when: datetime, *, source: str = "faq") -> int:
        """The question is answered once more, and this one holds; the answer's id."""
        async with self.db.transaction() as session:
            before = await session.get_one(Message, reply_id)
            before.state = State.REPLACED
        own, user_id, intent = before.session_id or "", before.user_id, before.intent
        reply = self._message(own, user_id, when, Sender.AI, 0)
        reply.reply_to, reply.source, reply.intent = before.reply_to, source, intent
        reply.state = State.DONE
        again: int = (await self.add(reply)).id
        await self.happened("ReplyFinished", "conversation", own, when, message_id=again)
        return again

    async def judged(self, reply_id: int, talk: str, user_id: int, when: datetime, *, helpful: bool) -> None:
        """Thumbs up or down."""
        await self.add(Feedback(message_id=reply_id, user_id=user_id, helpful=helpful, created_at=when))
        await self.happened("FeedbackGiven", "conversation", talk, when, message_id=reply_id)

    async def said_solved(self, talk: str, when: datetime, *, solved: bool) -> None:
        """The customer says whether the matter is settled."""
        async with self.db.transaction() as session:
            (await session.get_one(Conversation, talk)).solved = solved
        await self.happened("SolvedSaid", "conversation", talk, when, solved=solved)

    async def said(self, talk: str, when: datetime, by: str = "", *, note: bool = False) -> None:
        """A word between people; `by` names the agent, and nobody is the customer."""
        async with self.db.transaction() as session:
            user_id = (await session.get_one(Conversation, talk)).user_id
        agent = await self.person(by, Role.AGENT) if by else user_id
        message = self._message(talk, user_id, when, Sender.AGENT if by else Sender.CUSTOMER, agent)
        message.message_type = MessageType.NOTE if note else MessageType.TEXT
        await self.add(message)
        await self.happened("MessageSaid", "conversation", talk, when, message_id=message.id)

    @staticmethod
    def _message(talk: str, user_id: int, when: datetime, sender: Sender, sender_id: int) -> Message:
        return Message(
            user_id=user_id,
            session_id=talk,
            content="…",
            sender=sender,
            sender_id=sender_id,
            create_time=when.replace(microsecond=0),
        )

    async def handoff(
        self, talk: str, queued: datetime, *, status: Status, agent: str = "", **more: Any
    ) -> int:
        """A wait for a person; `taken_at`, `first_reply_at`, `ended_at`, `score` … as the columns."""
        async with self.db.transaction() as session:
            user_id = (await session.get_one(Conversation, talk)).user_id
        row = Handoff(
            session_id=talk,
            user_id=user_id,
            status=status,
            reason=more.pop("reason", "customer_request"),
            source="button",
            agent_id=await self.person(agent, Role.AGENT) if agent else None,
            queued_at=queued,
            created_at=queued,
            end_reason=None if status in (Status.QUEUED, Status.ACTIVE) else EndReason(str(status)),
            open_key=talk if status in (Status.QUEUED, Status.ACTIVE) else None,
            **more,
        )
        own: int = (await self.add(row)).id
        await self.happened("HandoffRequested", "handoff", own, queued, session_id=talk)
        return own

    async def rated(self, ticket: int, when: datetime, score: int) -> None:
        """The customer judges the solution."""
        async with self.db.transaction() as session:
            (await session.get_one(Ticket, ticket)).user_feedback = score
        await self.happened("TicketRated", "ticket", ticket, when, score=score)

    async def broken(self, ticket: int, kind: Clock, when: datetime) -> None:
        """A promise is not kept."""
        async with self.db.transaction() as session:
            clock = await session.get_one(TicketClock, (ticket, kind))
            clock.breached_at = when
            had_by = (await session.get_one(Ticket, ticket)).handler_id
        await self.happened("ClockBreached", "ticket", ticket, when, kind=kind, handler_id=had_by)

    async def merged(self, ticket: int, into: int, when: datetime) -> None:
        """It goes on in another one."""
        async with self.db.transaction() as session:
            (await session.get_one(Ticket, ticket)).merged_into_id = into
        await self.happened("TicketMergedInto", "ticket", ticket, when, into_id=into)

    async def passed_on(self, handoff: int, when: datetime, to: str) -> None:
        """Another agent has it."""
        to_id = await self.person(to, Role.AGENT)
        async with self.db.transaction() as session:
            row = await session.get_one(Handoff, handoff)
            before, row.agent_id = row.agent_id, to_id
        more = {"from_agent_id": before, "to_agent_id": row.agent_id, "session_id": row.session_id}
        await self.happened("HandoffTransferred", "handoff", handoff, when, **more, to_team=None)

    async def ticket(self, customer: str, filed: datetime, *, agent: str = "", **more: Any) -> int:
        """A ticket that is open, unless the columns say otherwise."""
        row = Ticket(
            order_no=f"WO{filed:%m%d%H%M%S}{len(self._people)}{customer}",
            user_id=await self.person(customer),
            title=f"{customer}'s ticket",
            content="…",
            handler_id=await self.person(agent, Role.AGENT) if agent else None,
            create_time=filed,
            update_time=filed,
            **more,
        )
        own: int = (await self.add(row)).id
        await self.happened("TicketFiled", "ticket", own, filed)
        return own

    async def edited(self, ticket: int, when: datetime, **fields: Any) -> None:
        """Other columns."""
        async with self.db.transaction() as session:
            row = await session.get_one(Ticket, ticket)
            changes = {name: [getattr(row, name), value] for name, value in fields.items()}
            for name, value in fields.items():
                setattr(row, name, value)
        await self.happened("TicketEdited", "ticket", ticket, when, changes=changes)

    async def moved(self, ticket: int, when: datetime, before: str, after: str) -> None:
        """From one category of status to another, with the columns that follow."""
        async with self.db.transaction() as session:
            row = await session.get_one(Ticket, ticket)
            row.status_category, handler_id = after, row.handler_id
            if after == "resolved":
                row.resolved_at, row.first_resolved_at = when, row.first_resolved_at or when
            elif before == "resolved":
                row.resolved_at = row.user_feedback = None
            if clock := await session.get(TicketClock, (ticket, Clock.RESOLVE)):
                if before == "resolved":
                    clock.started_at = clock.due_at = when
                    clock.met_at = clock.breached_at = None
                elif after == "resolved":
                    clock.met_at, clock.due_at = clock.met_at or when, None
        moved = {"category_before": before, "category_after": after, "handler_id": handler_id}
        await self.happened("TicketMoved", "ticket", ticket, when, **moved)

    async def promised(
        self,
        ticket: int,
        kind: Clock,
        began: datetime,
        met: datetime | None,
        breached: datetime | None = None,
    ) -> None:
        """A clock; one without `met` runs."""
        clock = TicketClock(
            ticket_id=ticket, kind=kind, target_s=3600, started_at=began, met_at=met, breached_at=breached
        )
        if met is None:
            clock.due_at = breached or began
        await self.add(clock)

    async def computed(self, now: datetime) -> None:
        """The background has done its work."""
        rollups = Rollups(self.db, MemoryCache(), timezone=ZONE, now=lambda: now)
        await rollups.turn()


@pytest.fixture
async def history(tmp_path: Path) -> AsyncIterator[History]:
    """Nothing has happened yet."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path}/aics.db")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    yield History(db)
    await db.close()
