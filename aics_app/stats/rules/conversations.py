"""What a conversation with the AI says: what was asked and answered, and whether that settled the matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from aics_app.chat.models import Source
from aics_app.knowledge.rules import CIVILITIES
from aics_app.stats.models import Measure, RowKind
from aics_app.stats.rules.facts import AI, BAD, GOOD, Fact, Lens, Subject

NO_QUESTION = frozenset(CIVILITIES)
"""Civilities: messages, not questions."""
NO_ANSWER = NO_QUESTION | {"handoff"}
"""What is said to these is no answer: neither a civility nor "a person comes"."""
NO_MATTER = NO_ANSWER | {"out_of_scope"}
"""Intents that say nothing of what a conversation is about."""
SILENCE = timedelta(hours=24)
RETURN = timedelta(days=7)
RE_ASKED = timedelta(minutes=5)


def is_answer(intent: str | None, *, is_done: bool) -> bool:
    """Whether the AI answered: said all of it, and to something that has an answer."""
    return is_done and (intent or "") not in NO_ANSWER


@dataclass(frozen=True)
class Exchange:
    """Something said to the AI, and what came of it. `source` is None until it has answered."""

    at: datetime
    user_id: int
    source: str | None = None
    intent: str = ""
    is_done: bool = False
    helpful: bool | None = None

    @property
    def is_question(self) -> bool:
        """A greeting is a message, not a question."""
        return self.intent not in NO_QUESTION

    @property
    def is_answer(self) -> bool:
        """Whether the AI answered."""
        return is_answer(self.intent, is_done=self.is_done)

    @property
    def is_founded(self) -> bool:
        """Whether it said something: "I don't know" settles nothing."""
        return self.is_answer and self.source != Source.NONE


@dataclass(frozen=True)
class Return:
    """The customer came again: in another conversation or with a ticket, about this."""

    at: datetime
    matter: str


@dataclass(frozen=True)
class Talk:
    """One conversation with all that bears on its end; everything in the order of time.

    `asked_person` is when a person was asked for or a ticket filed from it, `returns` are of its customer.
    `solved` is what the customer said last, at `solved_at`, which is None where nobody knows when.
    """

    id: str
    began_at: datetime
    exchanges: Sequence[Exchange] = ()
    handoffs: Sequence[datetime] = ()
    asked_person: Sequence[datetime] = ()
    solved: bool | None = None
    solved_at: datetime | None = None
    returns: Sequence[Return] = ()


def facts_of(talk: Talk, lens: Lens) -> Iterator[Fact]:
    """What the conversation says as a whole counts for the day it began, each exchange for its own."""
    about = Subject(RowKind.CONVERSATION, talk.id)
    for place, exchange in enumerate(talk.exchanges):
        following = talk.exchanges[place + 1 : place + 2]
        yield from _said(exchange, following[0] if following else None, about, lens)
    if not talk.handoffs and not any(one.is_answer for one in talk.exchanges):
        return
    yield Fact(Measure.AI_HANDLED, talk.began_at, about)
    if talk.handoffs:
        yield Fact(Measure.HANDED_OFF, talk.began_at, about)
    else:
        yield Fact(Measure.ASKED, talk.began_at, about, key=AI)
        if talk.solved is not None:
            yield Fact(Measure.RATED, talk.began_at, about, key=f"{AI}-{GOOD if talk.solved else BAD}")
    yield from _outcome(talk, about, lens)


def _said(exchange: Exchange, following: Exchange | None, about: Subject, lens: Lens) -> Iterator[Fact]:
    if exchange.is_question:
        yield Fact(Measure.QUESTION, exchange.at, about)
        yield Fact(Measure.INTENT, exchange.at, about, key=exchange.intent)
        yield Fact(Measure.ARRIVAL, exchange.at, about, key=lens.hour_key(exchange.at))
    if exchange.is_answer:
        yield Fact(Measure.ANSWER, exchange.at, about, key=exchange.source or Source.NONE)
        if exchange.source == Source.CACHE and is_false_hit(exchange, following):
            yield Fact(Measure.FALSE_HIT, exchange.at, about)


def is_false_hit(exchange: Exchange, following: Exchange | None) -> bool:
    """Whether an answer from the cache did not help: thumbs down, or the same is asked again at once."""
    if exchange.helpful is False:
        return True
    if following is None or following.at - exchange.at > RE_ASKED:
        return False
    return following.is_question and following.intent == exchange.intent and bool(exchange.intent)


def _outcome(talk: Talk, about: Subject, lens: Lens) -> Iterator[Fact]:
    last = next((one for one in reversed(talk.exchanges) if one.is_answer), None)
    if last is None or _is_taken_away(talk, last):
        return
    said = _said_of_it(talk, last)
    if said is not None:
        if said:
            yield Fact(Measure.AI_CONFIRMED, talk.began_at, about)
    elif last.is_founded and not _asked_on(talk):
        settles_at = last.at + SILENCE
        if lens.now < settles_at:
            yield Fact(Measure.AI_OPEN, talk.began_at, about, settles_at=settles_at)
        else:
            yield Fact(Measure.AI_ASSUMED, talk.began_at, about)


def _asked_on(talk: Talk) -> bool:
    """Whether the customer asked something after the last answer, and got none: he has not left."""
    after = takewhile(lambda one: not one.is_answer, reversed(talk.exchanges))
    return any(one.is_question for one in after)


def _said_of_it(talk: Talk, last: Exchange) -> bool | None:
    """What the customer said after the last answer: of the matter, or else of the answer."""
    if talk.solved is not None and (talk.solved_at is None or talk.solved_at >= last.at):
        return talk.solved
    return last.helpful


def _is_taken_away(talk: Talk, last: Exchange) -> bool:
    """Whether a person was asked for or a ticket filed after it, or the customer came again with the same."""
    until = last.at + RETURN
    if any(last.at <= at <= until for at in talk.asked_person):
        return True
    matters = {one.intent for one in talk.exchanges if one.is_answer} - NO_MATTER - {""}
    return any(last.at < one.at <= until and one.matter in matters for one in talk.returns)
