"""Tickets of the demo company: played through the same actions as real ones, in the past weeks."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.tickets import actions
from aics_app.tickets.actions import Filing, Move, Words
from aics_app.tickets.rules.numbers import ALPHABET, TAIL
from aics_app.workforce.rules.hours import Hours

MATTERS = Path(__file__).with_name("tickets.yaml")
FIRST_ANSWER_H, READING_H = 1.1, 2.5
"""The usual times; a few are much longer, so that promises are broken too."""
LATE = 0.12
RATES, GOOD = 0.7, 0.82
REJECTED, REOPENED, UNSEEN = 0.06, 0.1, 0.4
FRESH = timedelta(hours=30)
"""What is younger is still being worked on."""


@dataclass(frozen=True)
class Cast:
    """Who plays: agents, and customers by the language that they write in."""

    agents: Sequence[Actor]
    customers: Mapping[str, Sequence[Actor]]


async def tell_tickets(
    session: AsyncSession, rng: Random, cast: Cast, instants: Sequence[datetime], hours: Hours, now: datetime
) -> int:
    """File and work on a ticket for each instant; what would come after `now` has not happened yet.

    Returns how many.
    """
    told = yaml.safe_load(MATTERS.read_text("utf-8"))
    for at in sorted(instants):
        language = rng.choices(["zh", "en"], [4, 1])[0]
        matter, customer = rng.choice(told[language]), rng.choice(cast.customers[language])
        tail = "".join(rng.choices(ALPHABET, k=TAIL))
        filing = Filing(
            matter["title"], matter["content"], matter["category"], matter.get("priority", "NORMAL")
        )
        ticket, _ = await actions.file(session, customer, filing, hours=hours, tail=tail, at=at)
        case = _Case(session, hours, matter, customer, rng.choice(cast.agents), ticket.order_no)
        for pause, act in _steps(rng, case, told["phrases"][language], now - at):
            at += pause  # noqa: PLW2901 - the same story, later
            if at >= now:
                break
            await act(at)
    return len(instants)


Step = tuple[timedelta, Callable[[datetime], Awaitable[object]]]
"""How long after the one before, and what is done then."""


@dataclass(frozen=True)
class _Case:
    """One matter, and who does what in it."""

    session: AsyncSession
    hours: Hours
    matter: Mapping[str, Any]
    customer: Actor
    agent: Actor
    number: str

    async def take(self, at: datetime) -> None:
        await actions.assign(self.session, self.agent, self.number, self.agent.user_id, at=at)
        await self.go("PROCESSING", "", at)

    async def go(self, status: str, text: str, at: datetime) -> None:
        words = Words(text) if text else None
        move = Move(status, words)
        await actions.move(self.session, self.agent, self.number, move, hours=self.hours, at=at)

    async def say(self, who: Actor, text: str, at: datetime) -> None:
        await actions.reply(self.session, who, self.number, Words(text), hours=self.hours, at=at)

    async def remark(self, at: datetime) -> None:
        await actions.tag(self.session, self.agent, self.number, self.matter.get("tags", []), at=at)
        if note := self.matter.get("note"):
            await actions.note(self.session, self.agent, self.number, Words(note), at=at)

    async def reopen(self, text: str, at: datetime) -> None:
        move = Move("PROCESSING", Words(text))
        await actions.move(self.session, self.customer, self.number, move, hours=self.hours, at=at)

    async def rate(self, score: int, comment: str, at: datetime) -> None:
        await actions.rate(self.session, self.customer, self.number, score, comment, at=at)


def _steps(rng: Random, case: _Case, phrases: Mapping[str, Any], age: timedelta) -> Iterator[Step]:
    """From the first look at it to the rating, as far as it has come."""
    if age < FRESH and rng.random() < UNSEEN:
        return
    yield _hours(rng, FIRST_ANSWER_H / 2), case.take
    yield timedelta(minutes=2), case.remark
    said = case.matter["said"]
    *talk, answer = said if len(said) % 2 else [*said, phrases["close"]]
    for place, text in enumerate(talk):
        who = case.customer if place % 2 else case.agent
        yield _hours(rng, READING_H if place else FIRST_ANSWER_H), partial(case.say, who, text)
    if age < FRESH:
        yield timedelta(minutes=20), partial(case.go, "WAITING", phrases["wait"])
        return
    if rng.random() < REJECTED:
        yield _hours(rng, READING_H), partial(case.go, "REJECTED", phrases["reject"])
        return
    yield _hours(rng, READING_H), partial(case.go, "CLOSED", answer)
    if rng.random() < REOPENED:
        yield _hours(rng, READING_H), partial(case.reopen, phrases["reopen"])
        yield _hours(rng, READING_H), partial(case.go, "CLOSED", phrases["close"])
    if rng.random() < RATES:
        tone = "good" if rng.random() < GOOD else "bad"
        score = rng.choice((4, 5, 5) if tone == "good" else (1, 2, 3))
        yield _hours(rng, READING_H), partial(case.rate, score, rng.choice(["", *phrases[tone]]))


def _hours(rng: Random, usual: float) -> timedelta:
    late = 8 if rng.random() < LATE else 1
    return timedelta(hours=usual * late * rng.lognormvariate(-0.3, 0.6))
