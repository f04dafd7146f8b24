"""What the page of records is told: plain values only."""

from dataclasses import dataclass, field
from datetime import datetime

from aics_app.core.events import Activity
from aics_app.handoff.models import Handoff
from aics_app.handoff.views import Shown

MINUTE_S = 60
HOUR_S = 3600


@dataclass
class RecordRow:
    """One hand-off in the list. `wait` and `duration` are as a clock shows them, empty for unknown."""

    id: int
    session_id: str
    at: str
    customer: str
    title: str
    status: str
    reason: str
    source: str
    priority: int
    wait: str = ""
    agent: str = ""
    duration: str = ""
    disposition: str = ""
    score: int = 0
    note: str = ""


@dataclass
class StepView:
    """One thing that happened to it, and to whom."""

    event: str
    at: str
    who: str
    whom: str


@dataclass
class RecordView:
    """One hand-off with all that is kept of it. `note` is the agent's, `left` the customer's."""

    row: RecordRow
    attempts: int = 0
    note: str = ""
    comment: str = ""
    left: str = ""
    left_at: str = ""
    done_by: str = ""
    done_at: str = ""
    steps: list[StepView] = field(default_factory=list)


def record_row(shown: Shown) -> RecordRow:
    """From its rows."""
    handoff, note = shown.handoff, shown.note
    return RecordRow(
        id=handoff.id or 0,
        session_id=handoff.session_id,
        at=handoff.created_at.isoformat(),
        customer=shown.customer,
        title=shown.title,
        status=str(handoff.status),
        reason=handoff.reason,
        source=handoff.source,
        priority=handoff.priority,
        wait=_between(handoff.created_at, handoff.taken_at or _gave_up(handoff)),
        agent=shown.agent,
        duration=_between(handoff.taken_at, handoff.ended_at),
        disposition=handoff.disposition or "",
        score=handoff.score or 0,
        note="" if note is None else ("done" if note.done_at else "open"),
    )


def _gave_up(handoff: Handoff) -> datetime | None:
    return None if handoff.taken_at else handoff.ended_at


def _between(start: datetime | None, end: datetime | None) -> str:
    """As a clock shows it: 2:05, 1:02:05."""
    if start is None or end is None:
        return ""
    seconds = max(0, round((end - start).total_seconds()))
    hours, rest = divmod(seconds, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def record_view(shown: Shown, steps: list[Activity], names: dict[int, str]) -> RecordView:
    """From its rows, what happened to it, and what those who did it are called."""
    handoff, note = shown.handoff, shown.note
    return RecordView(
        row=record_row(shown),
        attempts=handoff.attempts,
        note=handoff.note or "",
        comment=handoff.comment or "",
        left=note.text if note else "",
        left_at=note.left_at.isoformat() if note else "",
        done_by=shown.note_done_by,
        done_at=note.done_at.isoformat() if note and note.done_at else "",
        steps=[_step(one, names) for one in steps],
    )


def _step(one: Activity, names: dict[int, str]) -> StepView:
    to = one.data.get("to_agent_id") or one.data.get("agent_id") or 0
    return StepView(
        event=one.event,
        at=one.at.isoformat(),
        who=names.get(one.actor_id or 0, ""),
        whom=names.get(to, "") or str(one.data.get("to_team") or ""),
    )
