"""Every figure counted in another way: slowly, from whole tables, on histories by chance.

Nothing of `stats` is used but the names of figures: rows are read as they are, and looked through in loops.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any

from sqlalchemy import select

from aics_app.chat.models import Conversation, Feedback, Message
from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff
from aics_app.stats.queries import Metric
from aics_app.tickets.models import Ticket, TicketClock
from tests.unit.stats.conftest import History
from tests.unit.stats.random_histories import BEGAN, DAYS

FIRST, LAST = date(2026, 3, 22), date(2026, 3, 30)
NOW = BEGAN + timedelta(days=DAYS + 60)  # all that was begun has come to its end
SHANGHAI = timedelta(hours=8)
CIVIL = ("greeting", "thanks", "goodbye")
DAY, WEEK = timedelta(days=1), timedelta(days=7)

Counted = dict[Metric, tuple[float | None, int]]


@dataclass
class Tables:
    """Every row of every table."""

    talks: list[Any]
    messages: list[Any]
    thumbs: dict[int, bool]
    waits: list[Any]
    tickets: list[Any]
    steps: list[Any]
    clocks: list[Any]


async def read(history: History) -> Tables:
    async def rows(model: Any) -> list[Any]:
        found = await history.read(lambda session: session.execute(select(model)))
        return sorted(found.scalars(), key=lambda row: getattr(row, "id", 0))

    thumbs = {row.message_id: row.helpful for row in await rows(Feedback)}
    talks, messages = await rows(Conversation), await rows(Message)
    people = await rows(Handoff), await rows(Ticket), await rows(Activity), await rows(TicketClock)
    return Tables(talks, messages, thumbs, *people)


def counts(at: datetime | None) -> bool:
    """Whether an instant lies in the range."""
    return at is not None and FIRST <= (at + SHANGHAI).date() <= LAST


def share(part: Iterable[bool]) -> tuple[float | None, int]:
    found = list(part)
    return (sum(found) / len(found), len(found)) if found else (None, 0)


def seconds(spans: Iterable[tuple[datetime, datetime]]) -> list[int]:
    return [max(0, round((end - start).total_seconds())) for start, end in spans]


def exchanges(tables: Tables, talk: str = "") -> list[tuple[Any, Any]]:
    """Each question with its answer."""
    said = [one for one in tables.messages if not talk or one.session_id == talk]
    return [(question, reply) for question in said for reply in said if reply.reply_to == question.id]


def is_answer(reply: Any) -> bool:
    return reply.state == "done" and reply.intent not in (*CIVIL, "handoff")


def of_the_ai(tables: Tables) -> Counted:
    asked = [(q, r) for q, r in exchanges(tables) if counts(q.create_time) and r.intent not in CIVIL]
    answered = [(q, r) for q, r in asked if is_answer(r)]
    cached = [(q, r) for q, r in answered if r.source == "cache"]
    handled = [talk for talk in tables.talks if counts(talk.created_at) and is_handled(tables, talk)]
    ends = [end for talk in handled if (end := outcome(tables, talk)) is not None]
    return {
        Metric.QUESTIONS: (len(asked) or None, len(asked)),
        Metric.AI_HANDLED: (len(handled) or None, len(handled)),
        Metric.AI_RESOLUTION_RATE: share(ends),
        Metric.HANDOFF_RATE: share(any(w.session_id == talk.id for w in tables.waits) for talk in handled),
        Metric.CACHE_HIT_RATE: share(r.source == "cache" for _, r in answered),
        Metric.FALSE_HIT_RATE: share(is_false(tables, q, r) for q, r in cached),
    }


def is_handled(tables: Tables, talk: Any) -> bool:
    has_answer = any(is_answer(reply) for _, reply in exchanges(tables, talk.id))
    return has_answer or any(wait.session_id == talk.id for wait in tables.waits)


def is_false(tables: Tables, question: Any, reply: Any) -> bool:
    if tables.thumbs.get(reply.id) is False:
        return True
    later = [(q, r) for q, r in exchanges(tables, question.session_id) if q.id > question.id]
    if not later or later[0][0].create_time - question.create_time > timedelta(minutes=5):
        return False
    intent = later[0][1].intent
    return bool(intent) and intent not in CIVIL and intent == reply.intent


def outcome(tables: Tables, talk: Any) -> bool | None:
    """Whether the AI settled it; None while that is open."""
    answers = [(q, r) for q, r in exchanges(tables, talk.id) if is_answer(r)]
    if not answers or comes_again(tables, talk, answers):
        return False
    asked_at, reply = answers[-1][0].create_time, answers[-1][1]
    said = [one for one in tables.steps if one.event == "SolvedSaid" and one.subject_id == talk.id]
    if said and said[-1].at >= asked_at:
        return bool(talk.solved)
    if reply.id in tables.thumbs:
        return tables.thumbs[reply.id]
    after = [r for q, r in exchanges(tables, talk.id) if q.id > answers[-1][0].id]
    if reply.source == "none" or any(r.intent not in CIVIL for r in after):
        return False
    return True if asked_at + DAY <= NOW else None


def comes_again(tables: Tables, talk: Any, answers: list[tuple[Any, Any]]) -> bool:
    since = answers[-1][0].create_time
    until = since + WEEK
    if any(w.session_id == talk.id and since <= w.created_at <= until for w in tables.waits):
        return True
    if any(t.session_id == talk.id and since <= t.create_time <= until for t in tables.tickets):
        return True
    matters = {reply.intent for _, reply in answers} - {"", "out_of_scope"}
    for other in tables.messages:
        is_his = other.user_id == talk.user_id and other.session_id != talk.id
        is_about = other.sender == "AI" and other.state == "done" and other.intent in matters
        if is_his and is_about and since < other.create_time <= until:
            return True
    return any(
        t.user_id == talk.user_id and t.session_id != talk.id and t.category in matters
        for t in tables.tickets
        if since < t.create_time <= until
    )


def of_people(tables: Tables) -> Counted:
    waits = [wait for wait in tables.waits if counts(wait.created_at)]
    taken = [wait for wait in waits if wait.taken_at]
    over = [wait for wait in taken if wait.ended_at]
    firsts = [(wait.created_at, replies[0]) for wait in taken if (replies := heard(tables, wait, "agent"))]
    found: Counted = {
        Metric.ABANDON_RATE: share(not w.taken_at and w.status in ("cancelled", "expired") for w in waits),
        Metric.TIMELY_REPLY_RATE: share(is_timely(tables, wait) for wait in over),
    }
    for metric, times in (
        (Metric.QUEUE_WAIT, [(wait.created_at, wait.taken_at) for wait in taken]),
        (Metric.FIRST_RESPONSE_CHAT, firsts),
        (Metric.CUSTOMER_WAIT, [pair for wait in taken for pair in pairs(tables, wait) if pair[1]]),
    ):
        found[metric] = average(times)
    return found


def average(times: Any) -> tuple[float | None, int]:
    took = seconds(times)
    return (mean(took) if took else None, len(took))


def heard(tables: Tables, wait: Any, who: str) -> list[datetime]:
    sender = {"agent": "CUSTOMER_SERVICE", "customer": "USER"}[who]
    answered = {reply.reply_to for reply in tables.messages if reply.reply_to}
    until = wait.ended_at or datetime.max.replace(tzinfo=wait.taken_at.tzinfo)
    return [
        one.create_time
        for one in tables.messages
        if one.session_id == wait.session_id and one.sender == sender and one.message_type == "TEXT"
        if wait.taken_at.replace(microsecond=0) <= one.create_time <= until and one.id not in answered
    ]


def pairs(tables: Tables, wait: Any) -> list[tuple[datetime, datetime | None]]:
    """Each word of the customer's with the next of an agent's: the later message has the higher id."""
    found = []
    said = [one for one in tables.messages if one.session_id == wait.session_id and one.reply_to is None]
    mine, theirs = heard(tables, wait, "customer"), heard(tables, wait, "agent")
    for one in said:
        if one.sender == "USER" and one.create_time in mine:
            later = [x for x in said if x.id > one.id and x.sender == "CUSTOMER_SERVICE"]
            ends = [x.create_time for x in later if x.create_time in theirs]
            is_to_people = not any(reply.reply_to == one.id for reply in tables.messages)
            found += [(one.create_time, ends[0] if ends else None)] if is_to_people else []
    return found


def is_timely(tables: Tables, wait: Any) -> bool:
    replies = heard(tables, wait, "agent")
    if not replies:
        return False
    starts = [(wait.taken_at, replies[0]), *pairs(tables, wait)]
    return all((end or wait.ended_at) - start <= timedelta(minutes=3) for start, end in starts)


def of_tickets(tables: Tables) -> Counted:
    tickets = [ticket for ticket in tables.tickets if ticket.merged_into_id is None]
    replied = [t for t in tickets if counts(t.create_time) and t.first_reply_at]
    solved = [(t, at) for t in tickets for at in turned(tables, t, "resolved")]
    firsts = [(t, turned(tables, t, "resolved")[0]) for t in tickets if turned(tables, t, "resolved")]
    lasts = [(t, turned(tables, t, "resolved")[-1]) for t, _ in firsts if t.status_category == "resolved"]
    of_day = [(t.create_time, at) for t, at in firsts if counts(at)]
    promises = [clock for clock in tables.clocks if clock.met_at or clock.breached_at]
    left = [t for t in tickets if is_open_at_the_end(tables, t)]
    return {
        Metric.FIRST_RESPONSE_TICKET: average((t.create_time, t.first_reply_at) for t in replied),
        Metric.HANDLING_TIME: average(of_day),
        Metric.HANDLING_TIME_LAST: average((t.create_time, at) for t, at in lasts if counts(at)),
        Metric.HANDLING_TIME_ACTIVE: active(tables, [(t, at) for t, at in firsts if counts(at)]),
        Metric.REOPEN_RATE: share(
            any(at < again <= at + WEEK for again in turned(tables, t, "open"))
            for t, at in solved
            if counts(at)
        ),
        Metric.BACKLOG: (len(left) or None, len(left)),
        Metric.SLA_REPLY: share(c.breached_at is None for c in promises if counts(c.started_at)),
    }


def moves(tables: Tables, ticket: Any) -> list[Any]:
    return [s for s in tables.steps if s.event == "TicketMoved" and s.subject_id == str(ticket.id)]


def turned(tables: Tables, ticket: Any, to: str) -> list[datetime]:
    """When it was resolved, or (`open`) reopened."""
    found = []
    for step in moves(tables, ticket):
        was, became = (step.data[key] == "resolved" for key in ("category_before", "category_after"))
        if was != became and became == (to == "resolved"):
            found.append(step.at)
    return found


def is_open_at_the_end(tables: Tables, ticket: Any) -> bool:
    if (ticket.create_time + SHANGHAI).date() > LAST:
        return False
    before = [s for s in moves(tables, ticket) if (s.at + SHANGHAI).date() <= LAST]
    return not before or before[-1].data["category_after"] != "resolved"


def active(tables: Tables, solved: list[tuple[Any, datetime]]) -> tuple[float | None, int]:
    took = []
    for ticket, until in solved:
        spent, since, standing = 0.0, ticket.create_time, "open"
        for step in moves(tables, ticket):
            if step.at > until:
                break
            spent += 0 if standing == "paused" else (step.at - since).total_seconds()
            since, standing = step.at, step.data["category_after"]
        took.append(spent)
    return (mean(took) if took else None, len(took))


def of_ratings(tables: Tables) -> Counted:
    alone, mixed, person = [], [], []
    for talk in tables.talks:
        had_person = any(wait.session_id == talk.id for wait in tables.waits)
        if counts(talk.created_at) and is_handled(tables, talk) and not had_person:
            alone += [talk.solved] if talk.solved is not None else []
    for wait in tables.waits:
        if counts(wait.created_at) and wait.taken_at and wait.score:
            said = [(q, r) for q, r in exchanges(tables, wait.session_id) if q.create_time <= wait.created_at]
            by_ai = any(is_answer(r) for _, r in said)
            (mixed if by_ai else person).append(wait.score >= 4)
    whole = share([*alone, *mixed, *person])
    found = {Metric.CSAT_AI: share(alone), Metric.CSAT_MIXED: share(mixed), Metric.CSAT: whole}
    found[Metric.CSAT_PERSON] = share(person)
    return {metric: (value if value is None else 100 * value, n) for metric, (value, n) in found.items()}
