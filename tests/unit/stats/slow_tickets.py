"""Tickets counted slowly, as `slow_counting` does."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from aics_app.stats.queries import Metric
from tests.unit.stats.slow_tables import (
    LAST,
    SHANGHAI,
    WEEK,
    Counted,
    Pieces,
    Tables,
    Times,
    counts,
    share,
    whole,
)


def of_tickets(tables: Tables) -> Counted:
    tickets = [ticket for ticket in tables.tickets if ticket.merged_into_id is None]
    solved = [(t, at) for t in tickets for at in turned(tables, t, "resolved")]
    known = {t.id for t in tickets}
    replies = [c for c in tables.clocks if c.kind == "reply" and c.ticket_id in known]
    promises = [clock for clock in replies if clock.met_at or clock.breached_at]
    left = [t for t in tickets if is_open_at_the_end(tables, t)]
    return {
        Metric.REOPEN_RATE: share(
            any(at < again <= at + WEEK for again in turned(tables, t, "open"))
            for t, at in solved
            if counts(at)
        ),
        Metric.BACKLOG: (len(left) or None, len(left)),
        Metric.SLA_REPLY: share(c.breached_at is None for c in promises if counts(c.started_at)),
        Metric.SLA_RESOLVE: of_solutions(tables),
    }


def times_of_tickets(tables: Tables) -> Times:
    """How long tickets took."""
    tickets = [ticket for ticket in tables.tickets if ticket.merged_into_id is None]
    replied = [t for t in tickets if counts(t.create_time) and t.first_reply_at]
    firsts = [(t, turned(tables, t, "resolved")[0]) for t in tickets if turned(tables, t, "resolved")]
    lasts = [(t, turned(tables, t, "resolved")[-1]) for t, _ in firsts if t.status_category == "resolved"]
    return {
        Metric.FIRST_RESPONSE_TICKET: whole((t.create_time, t.first_reply_at) for t in replied),
        Metric.HANDLING_TIME: whole((t.create_time, at) for t, at in firsts if counts(at)),
        Metric.HANDLING_TIME_LAST: whole((t.create_time, at) for t, at in lasts if counts(at)),
        Metric.HANDLING_TIME_ACTIVE: [active(tables, t, at) for t, at in firsts if counts(at)],
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


def active(tables: Tables, ticket: Any, until: datetime) -> Pieces:
    """When it was not paused."""
    found, since, standing = [], ticket.create_time, "open"
    for step in moves(tables, ticket):
        if step.at > until:
            break
        found += [] if standing == "paused" else [(since, step.at)]
        since, standing = step.at, step.data["category_after"]
    return found


def of_solutions(tables: Tables) -> tuple[float | None, int]:
    """Each promised solution: broken if that was told between its beginning and its end."""
    kept = []
    for ticket in tables.tickets:
        begins = [ticket.create_time, *turned(tables, ticket, "open")]
        ends = turned(tables, ticket, "resolved")
        told = [s for s in tables.steps if s.event == "ClockBreached" and s.subject_id == str(ticket.id)]
        for place, began in enumerate(begins):
            end = ends[place] if place < len(ends) else None
            is_broken = any(began <= s.at and (end is None or s.at <= end) for s in told)
            if counts(began) and ticket.merged_into_id is None and (end or is_broken):
                kept.append(not is_broken)
    return share(kept)


def judged(tables: Tables) -> list[tuple[Any, int | None]]:
    """Each solution with its last rating before the ticket was reopened."""
    found = []
    for ticket in tables.tickets:
        again = turned(tables, ticket, "open")
        told = [s for s in tables.steps if s.event == "TicketRated" and s.subject_id == str(ticket.id)]
        for place, at in enumerate(turned(tables, ticket, "resolved")):
            until = again[place] if place < len(again) else None
            scores = [s.data["score"] for s in told if at <= s.at and (until is None or s.at <= until)]
            if counts(at) and ticket.merged_into_id is None:
                found.append((ticket, scores[-1] if scores else None))
    return found


def of_categories(tables: Tables) -> dict[str, int]:
    """What tickets were about."""
    return Counter(t.category or "" for t in tables.tickets if counts(t.create_time))


def of_agents(tables: Tables) -> dict[int, tuple[int, int]]:
    """Who took how many chats, and resolved how many tickets: as was told when it happened."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    began = {str(wait.id): wait.created_at for wait in tables.waits}
    for step in tables.steps:
        if step.event == "HandoffTaken" and counts(began[step.subject_id]):
            found[step.data["agent_id"]][0] += 1
    for ticket in tables.tickets:
        for step in moves(tables, ticket):
            is_solution = step.at in turned(tables, ticket, "resolved")
            by = step.data["handler_id"]
            if is_solution and counts(step.at) and by and ticket.merged_into_id is None:
                found[by][1] += 1
    return {person: (taken, resolved) for person, (taken, resolved) in found.items()}
