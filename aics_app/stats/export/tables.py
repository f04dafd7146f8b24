"""The sheets with one row for each conversation, hand-off, ticket and rating."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aics_app.stats.export.book import Value
from aics_app.stats.export.cells import on_wall
from aics_app.stats.export.words import Column, Words
from aics_app.stats.models import Share
from aics_app.stats.queries import export_ratings, export_rows, export_ticket_ratings
from aics_app.stats.queries.export_ratings import Judged, Rating
from aics_app.stats.queries.export_rows import Matter, Reading, Talk, Told, Wait
from aics_app.stats.rules.figures import SLICES


@dataclass(frozen=True)
class Look:
    """How values are told: in which words, and in which zone times are read."""

    words: Words
    zone: ZoneInfo

    def at(self, instant: datetime | None) -> datetime | None:
        """A time on the viewer's wall."""
        return on_wall(instant, self.zone)


def _seconds(begin: datetime | None, end: datetime | None) -> float | None:
    if begin is None or end is None:
        return None
    return max(0.0, round((end - begin).total_seconds(), 1))


def talk(look: Look, one: Talk) -> list[Value]:
    """A conversation's row."""
    words = look.words
    return [
        one.id,
        one.title,
        one.customer,
        one.language,
        look.at(one.began),
        look.at(one.last),
        one.questions,
        one.answers,
        words.listed(SLICES[Share.SOURCES], one.sources),
        words.listed(SLICES[Share.INTENTS], one.intents),
        one.handoffs,
        ", ".join(one.agents),
        words.yes_or_no(one.solved),
        one.helpful,
        one.unhelpful,
    ]


TALK: tuple[Column, ...] = (
    ("id", 34),
    ("title", 40),
    ("customer", 18),
    ("language", 8),
    ("began", 20),
    ("last", 20),
    ("questions", 10),
    ("answers", 10),
    ("sources", 18),
    ("intents", 22),
    ("handoffs", 10),
    ("agents", 20),
    ("solved", 10),
    ("helpful", 10),
    ("unhelpful", 10),
)


def wait(look: Look, one: Wait) -> list[Value]:
    """A hand-off's row."""
    words, row = look.words, one.row
    return [
        row.id,
        row.session_id,
        one.title,
        one.customer,
        one.agent,
        row.team,
        words.coded("reason.", row.reason),
        words.coded("handoffs.source_", row.source),
        words.coded("handoffs.status_", row.status),
        look.at(row.created_at),
        look.at(row.taken_at),
        look.at(row.first_reply_at),
        look.at(row.ended_at),
        _seconds(row.created_at, row.taken_at),
        _seconds(row.created_at, row.first_reply_at),
        _seconds(row.taken_at, row.ended_at),
        words.coded("disposition.", row.disposition),
        row.note,
        row.score,
        row.comment,
    ]


WAIT: tuple[Column, ...] = (
    ("id", 10),
    ("conversation", 34),
    ("title", 40),
    ("customer", 18),
    ("agent", 18),
    ("team", 14),
    ("reason", 24),
    ("source", 12),
    ("status", 14),
    ("asked", 20),
    ("taken", 20),
    ("first_reply", 20),
    ("ended", 20),
    ("wait_s", 12),
    ("first_reply_s", 14),
    ("handling_s", 14),
    ("disposition", 18),
    ("note", 40),
    ("score", 8),
    ("comment", 40),
)


def matter(look: Look, one: Matter) -> list[Value]:
    """A ticket's row."""
    words, row = look.words, one.row
    filed = row.create_time
    return [
        row.order_no,
        row.title,
        one.customer,
        one.handler,
        row.team,
        words.status(row.status),
        words.priority(row.priority),
        words.topic(row.category),
        look.at(filed),
        look.at(row.first_reply_at),
        look.at(row.first_resolved_at),
        look.at(row.resolved_at),
        _seconds(filed, row.first_reply_at),
        _seconds(filed, row.first_resolved_at),
        row.reopened,
        _kept(words, one.clocks.get("reply")),
        _kept(words, one.clocks.get("resolve")),
        row.user_feedback,
        row.user_feedback_content,
    ]


def _kept(words: Words, clock: Told | None) -> str:
    """Whether what was promised was kept; empty while it runs, or where nothing was promised."""
    if clock is None or (clock.met_at is None and clock.breached_at is None):
        return ""
    return words.of("export.breached" if clock.breached_at is not None else "export.met")


MATTER: tuple[Column, ...] = (
    ("number", 20),
    ("title", 40),
    ("customer", 18),
    ("handler", 18),
    ("team", 14),
    ("status", 14),
    ("priority", 12),
    ("category", 16),
    ("filed", 20),
    ("first_reply", 20),
    ("first_resolved", 20),
    ("resolved", 20),
    ("first_reply_s", 14),
    ("handling_s", 14),
    ("reopened", 10),
    ("sla_reply", 12),
    ("sla_resolve", 12),
    ("score", 8),
    ("comment", 40),
)


def rating(look: Look, one: Rating) -> list[Value]:
    """A judgement's row."""
    return [
        look.at(one.at),
        look.words.of(_OF[one.of]),
        one.number,
        one.title,
        one.customer,
        one.person,
        one.score,
        look.words.yes_or_no(one.helpful),
        one.comment,
    ]


_OF = {
    Judged.HANDOFF: "export.of_handoff",
    Judged.TICKET: "export.of_ticket",
    Judged.ANSWER: "export.of_answer",
}
RATING: tuple[Column, ...] = (
    ("at", 20),
    ("of", 14),
    ("number", 34),
    ("title", 40),
    ("customer", 18),
    ("person", 18),
    ("score", 8),
    ("helpful", 10),
    ("comment", 40),
)


@dataclass(frozen=True)
class Table:
    """A sheet, and where its rows come from, one source after the other."""

    name: str
    columns: Sequence[Column]
    sources: Sequence[Reading]
    told: Callable[[Look, Any], list[Value]]


TABLES = (
    Table("conversations", TALK, (export_rows.talks,), talk),
    Table("handoffs", WAIT, (export_rows.waits,), wait),
    Table("tickets", MATTER, (export_rows.matters,), matter),
    Table(
        "ratings",
        RATING,
        (
            export_ratings.of_chats,
            export_ticket_ratings.of_tickets,
            export_ticket_ratings.of_tickets_taken_over,
            export_ratings.of_answers,
        ),
        rating,
    ),
)
