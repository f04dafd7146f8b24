"""Random acts by random actors: whatever they do, the tickets stay what they must be."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlmodel import col

from aics_app.accounts.models import Actor, Right, Role
from aics_app.accounts.rules import rights_of
from aics_app.core.errors import AppError
from aics_app.core.events import Activity
from aics_app.tickets import actions, queries, views
from aics_app.tickets.actions import Edit, Filing, Move, Words
from aics_app.tickets.models import Category, Ticket
from aics_app.tickets.rules.default import DEFAULT
from tests.unit.tickets.conftest import ALWAYS, Counter, after, counter_on

NAMES = {
    "lena": Role.CUSTOMER,
    "tom": Role.CUSTOMER,
    "anna": Role.AGENT,
    "ben": Role.AGENT,
    "ada": Role.ADMIN,
}
PEOPLE = st.sampled_from(sorted(NAMES))
STATUSES = st.sampled_from([*(one.word for one in DEFAULT.statuses), "GONE"])
PRIORITIES = st.sampled_from(["LOW", "NORMAL", "HIGH", "GONE"])
CATEGORIES = st.sampled_from(["", "refund", "delivery", "gone"])
WORDS = st.sampled_from(["", "Hello", "发票", "?!"])
SIGN_UPS = count()
SECRET = "told to nobody else"
VERSIONS = st.sampled_from([None, None, None, 0, 1, 2])
TICKETS = st.integers(0, 3)


class Desk(RuleBasedStateMachine):
    """A counter on a database, and up to four tickets. What is refused must be refused by name."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.folder = TemporaryDirectory()
        self.minute = 0
        self.numbers: list[str] = []
        self.versions: dict[str, int] = {}
        self.people: dict[str, Actor] = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def open(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        self.counter = await self.made()
        self.people = {}
        for name, role in NAMES.items():
            self.people[name] = await self.counter.person(f"{name}{next(SIGN_UPS)}", role)

    async def made(self) -> Counter:
        """On a database of the example's own."""
        url = f"sqlite+aiosqlite:///{Path(self.folder.name) / 'aics.db'}"
        return await self.stack.enter_async_context(counter_on(url))

    def teardown(self) -> None:
        try:
            self.run(self.stack.aclose())
        finally:
            self.loop.close()
            self.folder.cleanup()

    def do(self, action: Any, who: str, ticket: int, *args: object, **more: object) -> None:
        """One act, unless there is no ticket; a refusal has a name, and changes nothing."""
        if not self.numbers:
            return
        self.minute += 1
        number = self.numbers[ticket % len(self.numbers)]
        try:
            self.run(self.counter.do(action, self.people[who], number, *args, at=after(self.minute), **more))
        except AppError:
            return

    @rule(who=PEOPLE, priority=PRIORITIES, category=CATEGORIES)
    def file(self, who: str, priority: str, category: str) -> None:
        if len(self.numbers) == 4:
            return
        self.minute += 1
        filing = Filing("Lamp", "It is dark.", category, priority)
        tail = f"{next(SIGN_UPS):06d}"
        try:
            ticket, _ = self.run(
                self.counter.do(
                    actions.file, self.people[who], filing, hours=ALWAYS, tail=tail, at=after(self.minute)
                )
            )
        except AppError:
            return
        self.numbers.append(ticket.order_no)

    @rule(who=PEOPLE, ticket=TICKETS, status=STATUSES, text=WORDS, version=VERSIONS)
    def move(self, who: str, ticket: int, status: str, text: str, version: int | None) -> None:
        words = Words(text) if text else None
        self.do(actions.move, who, ticket, Move(status, words, version), hours=ALWAYS)

    @rule(who=PEOPLE, ticket=TICKETS, text=WORDS)
    def reply(self, who: str, ticket: int, text: str) -> None:
        self.do(actions.reply, who, ticket, Words(text), hours=ALWAYS)

    @rule(who=PEOPLE, ticket=TICKETS)
    def note(self, who: str, ticket: int) -> None:
        self.do(actions.note, who, ticket, Words(SECRET))

    @rule(who=PEOPLE, ticket=TICKETS, to=st.sampled_from([*sorted(NAMES), None]))
    def assign(self, who: str, ticket: int, to: str | None) -> None:
        self.do(actions.assign, who, ticket, self.people[to].user_id if to else None)

    @rule(who=PEOPLE, ticket=TICKETS, priority=PRIORITIES, category=CATEGORIES, version=VERSIONS)
    def edit(self, who: str, ticket: int, priority: str, category: str, version: int | None) -> None:
        self.do(actions.edit, who, ticket, Edit(None, priority, category, None, version), hours=ALWAYS)

    @rule(who=PEOPLE, ticket=TICKETS, tags=st.lists(st.sampled_from(["a", "B", "b", "灯"]), max_size=3))
    def tag(self, who: str, ticket: int, tags: list[str]) -> None:
        self.do(actions.tag, who, ticket, tags)

    @rule(who=PEOPLE, ticket=TICKETS, score=st.integers(0, 6))
    def rate(self, who: str, ticket: int, score: int) -> None:
        self.do(actions.rate, who, ticket, score, "")

    @rule(who=PEOPLE, ticket=TICKETS, other=TICKETS)
    def link(self, who: str, ticket: int, other: int) -> None:
        if self.numbers:
            self.do(actions.link, who, ticket, self.numbers[other % len(self.numbers)])

    @rule(who=PEOPLE, ticket=TICKETS, other=TICKETS)
    def merge(self, who: str, ticket: int, other: int) -> None:
        if self.numbers:
            self.do(actions.merge, who, ticket, self.numbers[other % len(self.numbers)], hours=ALWAYS)

    @invariant()
    def holds(self) -> None:
        if self.numbers:
            self.run(self._holds())

    async def _holds(self) -> None:
        """Read as the administrator reads it, and as its customer does."""
        async with self.counter.db.reading() as session:
            own = {actor.user_id for actor in self.people.values()}
            chosen = select(Ticket).where(col(Ticket.user_id).in_(own))
            rows = list((await session.execute(chosen)).scalars())
            for ticket in rows:
                steps = list(
                    (
                        await session.execute(
                            select(Activity)
                            .where(col(Activity.subject_id) == str(ticket.id))
                            .where(col(Activity.subject_type) == "ticket")
                            .order_by(col(Activity.id))
                        )
                    ).scalars()
                )
                tags = (await queries.tags(session, [ticket.id or 0])).get(ticket.id or 0, [])
                _is_what_happened(ticket, tags, steps)
                _is_sound(ticket, {actor.user_id: actor for actor in self.people.values()}, rows)
                customer = next(one for one in self.people.values() if one.user_id == ticket.user_id)
                page = await views.page(session, customer, ticket, hours=ALWAYS, now=after(self.minute))
                assert SECRET not in repr(page)
                for clock in page.card.clocks.values():
                    assert clock.left_s >= 0
                    assert clock.is_met or not ticket.is_resolved
                assert ticket.version >= self.versions.get(ticket.order_no, 0)
                self.versions[ticket.order_no] = ticket.version


def _is_what_happened(ticket: Ticket, tags: list[str], steps: list[Activity]) -> None:
    """Played back from its beginning, the history ends where the row stands."""
    first, *later = steps
    assert first.event == "TicketFiled"
    played: dict[str, Any] = {name: first.data[name] for name in ("status", "priority", "category")}
    played |= dict.fromkeys(("handler_id", "tags", "merged_into_id", "team", "user_feedback"))
    for step in later:
        for name, before, now in _changes(step):
            assert before is ANY or played[name] == before
            played[name] = now
    listed = played.pop("tags")
    assert (listed.split(", ") if listed else []) == sorted(tags)
    assert played == {name: getattr(ticket, name) for name in played}


def _changes(step: Activity) -> Iterator[tuple[str, Any, Any]]:
    """What this step says of columns: which, what it was, and what it is."""
    data = step.data
    if step.event == "TicketMoved":
        yield "status", data["before"], data["after"]
        if data["category_before"] == Category.RESOLVED != data["category_after"]:
            yield "user_feedback", ANY, None
    elif step.event == "TicketEdited":
        shown = ("priority", "category", "team", "tags")
        yield from ((name, *data["changes"][name]) for name in shown if name in data["changes"])
    elif step.event in _SIMPLE:
        name, key = _SIMPLE[step.event]
        yield name, data.get("before", ANY), data[key]


_SIMPLE = {
    "TicketAssigned": ("handler_id", "after"),
    "TicketRated": ("user_feedback", "score"),
    "TicketMergedInto": ("merged_into_id", "into_id"),
}
ANY = object()


def _is_sound(ticket: Ticket, people: dict[int, Actor], rows: list[Ticket]) -> None:
    status = DEFAULT.status(ticket.status)
    assert status is not None
    assert status.category == ticket.status_category
    assert (ticket.resolved_at is not None) == ticket.is_resolved
    assert ticket.user_feedback is None or ticket.is_resolved
    if ticket.handler_id is not None:
        handler = people[ticket.handler_id]
        assert Right.TICKETS_WORK in rights_of(handler.role)
        assert ticket.handler_id != ticket.user_id
    if ticket.merged_into_id is not None:
        into = next(row for row in rows if row.id == ticket.merged_into_id)
        assert (into.merged_into_id, into.user_id) == (None, ticket.user_id)
        assert ticket.is_resolved


LEAN = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,  # what fails here fails for everybody
)


@pytest.mark.timeout(300)
def test_whatever_is_done_tickets_stay_sound() -> None:
    run_state_machine_as_test(Desk, settings=LEAN)
