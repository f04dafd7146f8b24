"""Every figure counted in another way: slowly, from whole tables, on histories by chance.

Nothing of `stats` is used but the names of figures: rows are read as they are, and looked through in loops.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from aics_app.stats.queries import Metric
from tests.unit.stats.slow_tables import (
    CIVIL,
    DAY,
    NOW,
    SHANGHAI,
    WEEK,
    Counted,
    Tables,
    Times,
    counts,
    share,
    whole,
)
from tests.unit.stats.slow_tickets import judged

CONFIRMED, ASSUMED, OPEN, UNSOLVED = "confirmed", "assumed", "open", "unsolved"


def exchanges(tables: Tables, talk: str = "") -> list[tuple[Any, Any]]:
    """Each question with its answer."""
    said = [one for one in tables.messages if not talk or one.session_id == talk]
    holds = [one for one in said if one.state != "replaced"]
    return [(question, reply) for question in said for reply in holds if reply.reply_to == question.id]


def is_answer(reply: Any) -> bool:
    return reply.state == "done" and reply.intent not in (*CIVIL, "handoff")


def of_the_ai(tables: Tables) -> Counted:
    asked = [(q, r) for q, r in exchanges(tables) if counts(q.create_time) and r.intent not in CIVIL]
    answered = [(q, r) for q, r in asked if is_answer(r)]
    cached = [(q, r) for q, r in answered if r.source == "cache"]
    handled = [talk for talk in tables.talks if counts(talk.created_at) and is_handled(tables, talk)]
    ends = [end for talk in handled if (end := outcome(tables, talk)) != OPEN]
    return {
        Metric.QUESTIONS: (len(asked) or None, len(asked)),
        Metric.AI_HANDLED: (len(handled) or None, len(handled)),
        Metric.AI_RESOLUTION_RATE: share(end != UNSOLVED for end in ends),
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


def of_endings(tables: Tables) -> dict[str, float | None]:
    """What the resolution rate is made of."""
    handled = [talk for talk in tables.talks if counts(talk.created_at) and is_handled(tables, talk)]
    ends = [outcome(tables, talk) for talk in handled]
    over = [end for end in ends if end != OPEN]
    shares = {name: share(end == name for end in over)[0] for name in (CONFIRMED, ASSUMED)}
    return {**shares, OPEN: float(len(ends) - len(over))}


def outcome(tables: Tables, talk: Any) -> str:
    """Whether the AI settled it."""
    answers = [(q, r) for q, r in exchanges(tables, talk.id) if is_answer(r)]
    if not answers or comes_again(tables, talk, answers):
        return UNSOLVED
    asked_at, reply = answers[-1][0].create_time, answers[-1][1]
    said = [one for one in tables.steps if one.event == "SolvedSaid" and one.subject_id == talk.id]
    if said and said[-1].at >= asked_at:
        return CONFIRMED if talk.solved else UNSOLVED
    if reply.id in tables.thumbs:
        return CONFIRMED if tables.thumbs[reply.id] else UNSOLVED
    after = [r for q, r in exchanges(tables, talk.id) if q.id > answers[-1][0].id]
    if reply.source == "none" or any(r.intent not in CIVIL for r in after):
        return UNSOLVED
    return ASSUMED if asked_at + DAY <= NOW else OPEN


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
    return {
        Metric.ABANDON_RATE: share(not w.taken_at and w.status in ("cancelled", "expired") for w in waits),
        Metric.TIMELY_REPLY_RATE: share(is_timely(tables, wait) for wait in over),
    }


def times_of_people(tables: Tables) -> Times:
    """How long customers waited for people."""
    taken = [wait for wait in tables.waits if counts(wait.created_at) and wait.taken_at]
    firsts = [(wait.created_at, replies[0]) for wait in taken if (replies := heard(tables, wait, "agent"))]
    answered = [(asked, end) for wait in taken for asked, end in pairs(tables, wait) if end]
    return {
        Metric.QUEUE_WAIT: whole((wait.created_at, wait.taken_at) for wait in taken),
        Metric.FIRST_RESPONSE_CHAT: whole(firsts),
        Metric.CUSTOMER_WAIT: whole(answered),
    }


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


def of_asked(tables: Tables) -> int:
    """Who was asked how it went."""
    alone = [t for t in tables.talks if counts(t.created_at) and is_handled(tables, t)]
    alone = [t for t in alone if not any(wait.session_id == t.id for wait in tables.waits)]
    closed = [w for w in tables.waits if counts(w.created_at) and w.taken_at and w.status == "closed"]
    return len(alone) + len(closed) + len(judged(tables))


def of_sources(tables: Tables) -> dict[str, int]:
    """What answers were taken from."""
    found = [r for q, r in exchanges(tables) if counts(q.create_time) and is_answer(r)]
    return Counter(reply.source for reply in found)


def of_reasons(tables: Tables) -> dict[str, int]:
    """What persons were asked for."""
    return Counter(wait.reason for wait in tables.waits if counts(wait.created_at))


def of_intents(tables: Tables) -> dict[str, int]:
    """What was wanted."""
    return Counter(r.intent for q, r in exchanges(tables) if counts(q.create_time) and r.intent not in CIVIL)


def of_hours(tables: Tables) -> dict[tuple[int, int], int]:
    """What came in, by weekday and hour in Shanghai."""
    asked = [q.create_time for q, r in exchanges(tables) if r.intent not in CIVIL]
    came = [*asked, *(w.created_at for w in tables.waits), *(t.create_time for t in tables.tickets)]
    local = [at + SHANGHAI for at in came if counts(at)]
    return Counter((at.weekday(), at.hour) for at in local)


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
    person += [score >= 4 for _, score in judged(tables) if score]
    whole = share([*alone, *mixed, *person])
    found = {Metric.CSAT_AI: share(alone), Metric.CSAT_MIXED: share(mixed), Metric.CSAT: whole}
    found[Metric.CSAT_PERSON] = share(person)
    return {metric: (value if value is None else 100 * value, n) for metric, (value, n) in found.items()}
