"""Which hand-offs are wanted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from aics_app.accounts.models import User
from aics_app.chat.models import AskedBy, Conversation, TransferReason
from aics_app.handoff.models import Disposition, Handoff, LeftNote, Status


class NoteState(StrEnum):
    """Whether a note was left, and somebody took care of it."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True)
class Filter:
    """Which hand-offs are wanted; None is any. `since` and `until` (which is not in it) are when they began.

    `text` is looked for in the customer's names and the conversation's title.
    """

    status: Status | None = None
    agent_id: int | None = None
    session_id: str | None = None
    reason: TransferReason | None = None
    source: AskedBy | None = None
    disposition: Disposition | None = None
    score: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    note: NoteState | None = None


def conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    """What must hold of each."""
    for column, value in (
        (Handoff.status, wanted.status),
        (Handoff.agent_id, wanted.agent_id),
        (Handoff.session_id, wanted.session_id),
        (Handoff.reason, wanted.reason),
        (Handoff.source, wanted.source),
        (Handoff.disposition, wanted.disposition),
        (Handoff.score, wanted.score),
    ):
        if value is not None:
            yield col(column) == value
    if wanted.since is not None:
        yield col(Handoff.created_at) >= wanted.since
    if wanted.until is not None:
        yield col(Handoff.created_at) < wanted.until
    if wanted.note is not None:
        yield _left_note(wanted.note)
    if wanted.text:
        yield _is_about(wanted.text)


def _left_note(state: NoteState) -> ColumnElement[bool]:
    is_done = col(LeftNote.done_at).is_not(None)
    chosen = select(col(LeftNote.handoff_id)).where(is_done if state is NoteState.DONE else ~is_done)
    return col(Handoff.id).in_(chosen)


def _is_about(words: str) -> ColumnElement[bool]:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    named = or_(col(User.username).like(pattern, escape="\\"), col(User.nickname).like(pattern, escape="\\"))
    customer = select(col(User.id)).where(col(User.id) == col(Handoff.user_id), named)
    titled = select(col(Conversation.id)).where(
        col(Conversation.id) == col(Handoff.session_id),
        col(Conversation.title).like(pattern, escape="\\"),
    )
    return or_(customer.exists(), titled.exists())
