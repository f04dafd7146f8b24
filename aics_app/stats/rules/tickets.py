"""What a ticket says: its filing counts for the day it was filed, a solution for the day of the solution."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from aics_app.stats.models import Measure, RowKind
from aics_app.stats.rules.facts import BAD, BREACHED, GOOD, MET, PERSON, Fact, Lens, Subject, took
from aics_app.stats.rules.handoffs import GOOD_FROM
from aics_app.tickets.models import Category
from aics_app.workforce.rules.hours import business_seconds

REOPENED_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Move:
    """From one category of status to another, while somebody, or nobody, had it."""

    at: datetime
    before: str
    after: str
    handler_id: int | None = None


@dataclass(frozen=True)
class Turn:
    """A solution, or that it was reopened; who had it then did it."""

    at: datetime
    is_solution: bool
    handler_id: int | None


@dataclass(frozen=True)
class Rating:
    """The customer judged the solution that he had then."""

    at: datetime
    score: int


@dataclass(frozen=True)
class Promise:
    """A clock that has ended well, or was broken."""

    measure: Measure
    began_at: datetime
    is_met: bool


@dataclass(frozen=True)
class Breach:
    """A promise was broken while somebody, or nobody, had the ticket."""

    measure: Measure
    at: datetime
    handler_id: int | None = None


@dataclass(frozen=True)
class Matter:
    """One ticket with its moves in order. `resolved_at` is set while it is resolved.

    `handler_id` has it now: of his is what is open, and what nobody did. `promises` are of the clocks as they
    stand; one that was begun anew, at `promised_anew_at`, says nothing of what was promised before.
    What was taken over from elsewhere (not `is_filed_here`) was promised nothing until then.
    """

    id: int
    filed_at: datetime
    category: str = ""
    handler_id: int | None = None
    first_reply_at: datetime | None = None
    first_reply_by: int | None = None
    resolved_at: datetime | None = None
    first_resolved_at: datetime | None = None
    score: int | None = None
    is_merged: bool = False
    moves: Sequence[Move] = ()
    promises: Sequence[Promise] = ()
    ratings: Sequence[Rating] = ()
    breaches: Sequence[Breach] = ()
    promised_anew_at: datetime | None = None
    is_filed_here: bool = False


def facts_of(matter: Matter, lens: Lens) -> Iterator[Fact]:
    """All of one ticket. Of one that goes on in another only its filing counts."""
    about, who = Subject(RowKind.TICKET, str(matter.id)), matter.handler_id
    filed = matter.filed_at
    yield Fact(Measure.FILED, filed, about, person_id=who)
    yield Fact(Measure.CATEGORY, filed, about, key=matter.category, person_id=who)
    yield Fact(Measure.ARRIVAL, filed, about, key=lens.hour_key(filed), person_id=who)
    if matter.is_merged:
        return
    if matter.first_reply_at:
        by = matter.first_reply_by or who
        end = matter.first_reply_at
        yield took(Measure.FIRST_RESPONSE_TICKET, about, lens, filed, end, at=filed, person_id=by)
    turns = list(turns_of(matter))
    yield from _promises(matter, turns, about)
    yield from _solutions(matter, turns, about, lens)


def _promises(matter: Matter, turns: Sequence[Turn], about: Subject) -> Iterator[Fact]:
    for promise in [*matter.promises, *_promises_before(matter, turns)]:
        began = promise.began_at
        if promise.is_met:
            solver = next((turn for turn in turns if turn.is_solution and turn.at >= began), None)
            is_reply = promise.measure == Measure.SLA_REPLY
            by = matter.first_reply_by if is_reply else solver and solver.handler_id
        else:
            breach = next((one for one in matter.breaches if _is_of(one, promise.measure, began)), None)
            by = breach.handler_id if breach else matter.handler_id
        key = MET if promise.is_met else BREACHED
        yield Fact(promise.measure, began, about, key=key, person_id=by or matter.handler_id)


def _promises_before(matter: Matter, turns: Sequence[Turn]) -> Iterator[Promise]:
    """What became of each promised solution that was followed by another promise, when it was reopened."""
    anew_at = matter.promised_anew_at
    began, was_promised = matter.filed_at, matter.is_filed_here
    for solution, reopening in pairwise(turns):
        if not solution.is_solution or anew_at is None or reopening.at > anew_at:
            continue
        broken = [one for one in matter.breaches if _is_of(one, Measure.SLA_RESOLVE, began)]
        is_met = not any(one.at <= solution.at for one in broken)
        if was_promised or not is_met:
            yield Promise(Measure.SLA_RESOLVE, began, is_met)
        began, was_promised = reopening.at, True


def _is_of(breach: Breach, measure: Measure, began: datetime) -> bool:
    return breach.measure == measure and breach.at >= began


def _solutions(matter: Matter, turns: Sequence[Turn], about: Subject, lens: Lens) -> Iterator[Fact]:
    filed, has_it = matter.filed_at, matter.handler_id
    yield Fact(Measure.BACKLOG, filed, about, person_id=has_it, value=1)
    for place, turn in enumerate(turns):
        at, by = turn.at, turn.handler_id
        # The backlog is counted back from who has what now.
        yield Fact(Measure.BACKLOG, at, about, person_id=has_it, value=-1 if turn.is_solution else 1)
        if turn.is_solution:
            yield Fact(Measure.RESOLVED, at, about, person_id=by)
            following = turns[place + 1 : place + 2]
            if following and following[0].at - at <= REOPENED_WITHIN:
                yield Fact(Measure.REOPENED, at, about, person_id=by)
            yield from _judged(matter, turn, following, about)
    if not turns:
        return
    first, last = turns[0], turns[-1]
    yield took(Measure.HANDLING, about, lens, filed, first.at, at=first.at, person_id=first.handler_id)
    yield _active(matter, about, lens, first)
    if last.is_solution:
        by = last.handler_id
        yield took(Measure.HANDLING_LAST, about, lens, filed, last.at, at=last.at, person_id=by)


def _judged(matter: Matter, solution: Turn, following: Sequence[Turn], about: Subject) -> Iterator[Fact]:
    """Each solution is judged for itself, and stays so when the ticket is reopened: the unhappy do that."""
    by = solution.handler_id
    yield Fact(Measure.ASKED, solution.at, about, key=PERSON, person_id=by)
    scores = [
        one.score
        for one in matter.ratings
        if solution.at <= one.at and (not following or one.at <= following[0].at)
    ]
    if not following and matter.score is not None:
        scores.append(matter.score)
    if scores:
        key = f"{PERSON}-{GOOD if scores[-1] >= GOOD_FROM else BAD}"
        yield Fact(Measure.RATED, solution.at, about, key=key, person_id=by)


def turns_of(matter: Matter) -> Iterator[Turn]:
    """When it was resolved and reopened, in turn, beginning with the former.

    What was taken over from elsewhere has no moves before that, so the columns help out.
    """
    is_resolved = False
    for move in matter.moves:
        if (move.before == Category.RESOLVED) == (move.after == Category.RESOLVED):
            continue
        will_be = move.after == Category.RESOLVED
        if will_be == is_resolved:
            yield Turn(matter.first_resolved_at or matter.filed_at, not will_be, matter.handler_id)
        yield Turn(move.at, will_be, move.handler_id)
        is_resolved = will_be
    if matter.resolved_at and not is_resolved:
        yield Turn(matter.resolved_at, True, matter.handler_id)


def is_open_at(matter: Matter, at: datetime) -> bool:
    """Whether it was filed before, and not resolved then; what goes on in another is never open."""
    is_resolved = False
    for turn in turns_of(matter):
        if turn.at < at:
            is_resolved = turn.is_solution
    return not matter.is_merged and matter.filed_at < at and not is_resolved


def _active(matter: Matter, about: Subject, lens: Lens, first: Turn) -> Fact:
    """Until the first solution, without the time in which it was paused."""
    until, by = first.at, first.handler_id
    whole = took(Measure.HANDLING_ACTIVE, about, lens, matter.filed_at, until, at=until, person_id=by)
    pauses = list(pauses_of(matter, until))
    clock = round(sum((end - start).total_seconds() for start, end in pauses))
    business = round(sum(business_seconds(lens.hours, start, end) for start, end in pauses))
    return Fact(
        whole.measure,
        until,
        about,
        person_id=whole.person_id,
        value=max(0, (whole.value or 0) - clock),
        business=max(0, (whole.business or 0) - business),
    )


def pauses_of(matter: Matter, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches in which nothing was promised, before an instant."""
    began: datetime | None = None
    for move in matter.moves:
        if began and move.before == Category.PAUSED and move.after != Category.PAUSED:
            yield began, min(move.at, until)
            began = None
        if move.after == Category.PAUSED and began is None and move.at < until:
            began = move.at
    if began:
        yield began, until
