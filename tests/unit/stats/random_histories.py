"""Histories by chance: what customers, the AI and agents might do in two weeks, and what comes late."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from aics_app.accounts.models import Role
from aics_app.chat.models import State
from aics_app.handoff.models import Handoff, Status
from aics_app.tickets.models import Clock
from tests.unit.stats.conftest import History, at

BEGAN = at("03-20 00:00")
DAYS = 12
CUSTOMERS = ("lena", "omar", "mia", "noah")
AGENTS = ("anna", "bruno")
INTENTS = ("refund", "invoice", "greeting", "handoff", "out_of_scope", "")
SOURCES = ("faq", "cache", "llm", "none")


@dataclass
class Happening:
    """Writes a history, and later things that bear on what was before."""

    rng: Random
    history: History
    talks: list[str] = field(default_factory=list)
    replies: list[tuple[int, str, str]] = field(default_factory=list)
    waits: list[tuple[int, str, datetime]] = field(default_factory=list)
    tickets: list[tuple[int, str, datetime]] = field(default_factory=list)

    async def days(self, count: int) -> None:
        """Several matters of every kind."""
        for place in range(count):
            began = BEGAN + timedelta(seconds=self.rng.randrange(DAYS * 86_400))
            customer = self.rng.choice(CUSTOMERS)
            talk = await self.history.talk(customer, began, name=f"talk-{len(self.talks)}-{place}")
            self.talks.append(talk)
            last = await self._asked(talk, customer, began)
            if self.rng.random() < 0.4:
                await self._handed_off(talk, last)
            if self.rng.random() < 0.6:
                await self._filed(customer, last, talk if self.rng.random() < 0.3 else None)

    async def late(self, now: datetime) -> None:
        """What is done now to matters of before: judged, said to be solved, reopened, rated, asked again."""
        reply_id, talk, customer = self.rng.choice(self.replies)
        if (reply_id, talk, customer) not in self._judged:
            self._judged.add((reply_id, talk, customer))
            own = await self.history.person(customer)
            await self.history.judged(reply_id, talk, own, now, helpful=self.rng.random() < 0.5)
        await self.history.said_solved(self.rng.choice(self.talks), now, solved=self.rng.random() < 0.5)
        ticket, standing, since = self.tickets.pop(self.rng.randrange(len(self.tickets)))
        after = self.rng.choice([one for one in ("open", "paused", "resolved") if one != standing])
        await self.history.moved(ticket, max(now, since), standing, after)
        self.tickets.append((ticket, after, max(now, since)))
        again = await self.history.talk(customer, now, name=f"again-{now:%m%d%H%M%S}")
        await self._asked(again, customer, now)
        await self._rated(now)
        await self._gone_on(now)
        await self._changed(now)

    async def _gone_on(self, now: datetime) -> None:
        """An old talk is taken up again, and an old answer given once more."""
        _, talk, customer = self.rng.choice(self.replies)
        await self._asked(talk, customer, now)
        place = self.rng.randrange(len(self.replies))
        reply, talk, customer = self.replies[place]
        again = await self.history.retried(reply, now, source=self.rng.choice(SOURCES))
        self.replies[place] = again, talk, customer

    async def _changed(self, now: datetime) -> None:
        """Tickets are judged, edited, given to others and merged; chats are passed on."""
        solved = [own for own, standing, since in self.tickets if standing == "resolved" and since <= now]
        if solved:
            await self.history.rated(self.rng.choice(solved), now, self.rng.randint(1, 5))
        agent = await self.history.person(self.rng.choice(AGENTS), Role.AGENT)
        fields = {"category": self.rng.choice(["refund", "invoice"]), "handler_id": agent}
        await self.history.edited(self.rng.choice(self.tickets)[0], now, **fields)
        if len(self.tickets) > 2:
            merged = self.tickets.pop(self.rng.randrange(len(self.tickets)))[0]
            await self.history.merged(merged, self.rng.choice(self.tickets)[0], now)
        if self.waits:
            await self.history.passed_on(self.rng.choice(self.waits)[0], now, self.rng.choice(AGENTS))

    def __post_init__(self) -> None:
        """Nothing is judged twice."""
        self._judged: set[tuple[int, str, str]] = set()

    def _soon(self, when: datetime, minutes: float) -> datetime:
        return when + timedelta(seconds=round(self.rng.expovariate(1 / (60 * minutes))))

    async def _asked(self, talk: str, customer: str, when: datetime) -> datetime:
        for _ in range(self.rng.randint(1, 4)):
            reply = await self.history.asked(
                talk,
                when,
                source=self.rng.choice(SOURCES),
                intent=self.rng.choice(INTENTS),
                state=self.rng.choice([State.DONE] * 4 + [State.FAILED]),
            )
            self.replies.append((reply, talk, customer))
            when = self._soon(when, self.rng.choice([3, 3, 900]))
        return when

    async def _handed_off(self, talk: str, when: datetime) -> None:
        agent = self.rng.choice(AGENTS)
        taken = self._soon(when, 2)
        ended = taken + timedelta(minutes=30)
        status = self.rng.choice([Status.CLOSED, Status.CLOSED, Status.ACTIVE, Status.CANCELLED])
        if status == Status.CANCELLED:
            await self.history.handoff(talk, when, status=status, ended_at=taken)
            return
        ended_at = ended if status == Status.CLOSED else None
        own = await self.history.handoff(
            talk, when, status=status, agent=agent, taken_at=taken, ended_at=ended_at
        )
        self.waits.append((own, status, ended))
        taker = await self.history.person(agent, Role.AGENT)
        await self.history.happened("HandoffTaken", "handoff", own, taken, agent_id=taker)
        said = taken
        for _ in range(self.rng.randint(0, 5)):
            said = min(self._soon(said, 2), ended)
            await self.history.said(talk, said, self.rng.choice(["", agent]))

    async def _rated(self, now: datetime) -> None:
        closed = [own for own, status, _ in self.waits if status == Status.CLOSED]
        if not closed:
            return
        own = self.rng.choice(closed)
        async with self.history.db.transaction() as session:
            row = await session.get_one(Handoff, own)
            row.score, row.rated_at = self.rng.randint(1, 5), now
            talk = row.session_id
        await self.history.happened("HandoffRated", "handoff", own, now, session_id=talk)

    async def _filed(self, customer: str, when: datetime, talk: str | None) -> None:
        more = {"category": self.rng.choice(["refund", "invoice", None]), "session_id": talk}
        if self.rng.random() < 0.6:
            more["first_reply_at"] = self._soon(when, 90)
        ticket = await self.history.ticket(customer, when, agent=self.rng.choice([*AGENTS, ""]), **more)
        await self.history.promised(ticket, Clock.RESOLVE, when, None)
        standing, at_ = "open", when
        for _ in range(self.rng.randint(0, 4)):
            after = self.rng.choice([one for one in ("open", "paused", "resolved") if one != standing])
            at_ = self._soon(at_, self.rng.choice([60, 2000]))
            if after == "resolved" and self.rng.random() < 0.4:
                await self.history.broken(ticket, Clock.RESOLVE, at_)
            await self.history.moved(ticket, at_, standing, after)
            standing = after
        self.tickets.append((ticket, standing, at_))
        met = self._soon(when, 60) if self.rng.random() < 0.7 else None
        late = met if self.rng.random() < 0.3 else None
        await self.history.promised(ticket, Clock.REPLY, when, met, late)
