"""What a hand-off says; all of it counts for the day on which the customer asked for a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aics_app.stats.models import Measure, RowKind
from aics_app.stats.rules.facts import BAD, GOOD, MIXED, PERSON, Fact, Lens, Subject, took

GOOD_FROM = 4
"""Of five."""


@dataclass(frozen=True)
class Line:
    """A public word: a customer's, or of the agent who is named."""

    at: datetime
    agent_id: int | None = None


@dataclass(frozen=True)
class Wait:
    """One hand-off, with what was said from its being taken until its end.

    `taken_by` took it up first, `agent_id` has it now or had it last: he answers for the chat as a whole.
    """

    id: int
    queued_at: datetime
    reason: str
    taken_at: datetime | None = None
    first_reply_at: datetime | None = None
    ended_at: datetime | None = None
    is_open: bool = False
    is_closed: bool = False
    taken_by: int | None = None
    agent_id: int | None = None
    score: int | None = None
    ai_answered: bool = True
    lines: Sequence[Line] = ()


def facts_of(wait: Wait, lens: Lens) -> Iterator[Fact]:
    """All of one hand-off."""
    about, at, agent = Subject(RowKind.HANDOFF, str(wait.id)), wait.queued_at, wait.agent_id
    yield Fact(Measure.QUEUED, at, about, person_id=agent)
    yield Fact(Measure.REASON, at, about, key=wait.reason, person_id=agent)
    yield Fact(Measure.ARRIVAL, at, about, key=lens.hour_key(at), person_id=agent)
    if wait.taken_at is None:
        if not wait.is_open:
            yield Fact(Measure.ABANDONED, at, about, person_id=agent)
        return
    taken_by = wait.taken_by or agent
    yield Fact(Measure.TAKEN, at, about, person_id=taken_by)
    yield took(Measure.QUEUE_WAIT, about, lens, at, wait.taken_at, at=at, person_id=taken_by)
    yield from _replies(wait, wait.taken_at, about, lens)
    if wait.is_closed:
        whose = MIXED if wait.ai_answered else PERSON
        yield Fact(Measure.ASKED, at, about, key=whose, person_id=agent)
        if wait.score is not None:
            key = f"{whose}-{GOOD if wait.score >= GOOD_FROM else BAD}"
            yield Fact(Measure.RATED, at, about, key=key, person_id=agent)


def _replies(wait: Wait, taken_at: datetime, about: Subject, lens: Lens) -> Iterator[Fact]:
    at = wait.queued_at
    first = next((line for line in wait.lines if line.agent_id is not None), None)
    first_at = wait.first_reply_at or (first and first.at)
    if first_at:
        by = (first and first.agent_id) or wait.taken_by or wait.agent_id
        yield took(Measure.FIRST_RESPONSE_CHAT, about, lens, at, first_at, at=at, person_id=by)
    waits = list(answered(wait.lines))
    for said, reply in waits:
        if reply:
            by = reply.agent_id
            yield took(Measure.CUSTOMER_WAIT, about, lens, said.at, reply.at, at=at, person_id=by)
    if wait.ended_at:
        yield Fact(Measure.CHAT_JUDGED, at, about, person_id=wait.agent_id)
        opened = [(taken_at, first_at), *((said.at, reply and reply.at) for said, reply in waits)]
        # Who says thank you, and is not answered but let go, was not kept waiting; who never got a word was.
        if first_at and all((end or wait.ended_at) - start <= lens.timely for start, end in opened):
            yield Fact(Measure.TIMELY, at, about, person_id=wait.agent_id)


def answered(lines: Sequence[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Each word of the customer's, and the next one of an agent."""
    following: Line | None = None
    found = []
    for line in reversed(lines):
        if line.agent_id is not None:
            following = line
        else:
            found.append((line, following))
    yield from reversed(found)
