"""Facts: recorded by actions inside a transaction, told to listeners after its commit.

Each becomes one row of `activity` in the same transaction: timeline, audit and figures read that table.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column, Index, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from aics_app.core.columns import BigId, Instant

_KEY = "recorded_events"

MAX_ADDRESS = 45
MAX_KEPT_CHARS = 500
"""Of a text that was changed; the rest stands where it was changed."""

address: ContextVar[str] = ContextVar("address", default="")
"""Where the request or event that is being served comes from; the edges set it, background work has none."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Subclasses are named in the past tense and say whom and what it is about."""

    subject_type: ClassVar[str] = ""
    is_audited: ClassVar[bool] = False
    """Whether it is administration or a sign-in, which the audit shows first; most facts are neither."""

    actor_id: int | None
    subject_id: str
    at: datetime

    def data(self) -> dict[str, Any]:
        """What the activity row keeps beside actor and subject: every further field."""
        own = set(Event.__dataclass_fields__)
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in own}


Fields = dict[str, Any]


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Fields, Fields]:
    """Of what was changed the fields that are others now, as they were and are; long texts are cut."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: _cut(before.get(name)) for name in names}, {name: _cut(after.get(name)) for name in names}


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MAX_KEPT_CHARS:
        return f"{value[:MAX_KEPT_CHARS]}…"
    return [_cut(one) for one in value] if isinstance(value, tuple | list) else value


def subject_types() -> list[str]:
    """What facts are about, whatever their kind."""

    def below(kind: type[Event]) -> set[str]:
        return {kind.subject_type}.union(*(below(other) for other in kind.__subclasses__()))

    return sorted(below(Event) - {""})


class Activity(SQLModel, table=True):
    """One thing that happened: append-only."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_subject", "subject_type", "subject_id", "id"),
        Index("ix_activity_subject_at", "subject_type", "at", "id"),
        Index("ix_activity_event_at", "event", "at"),
        Index("ix_activity_actor_id", "actor_id", "id"),
        Index("ix_activity_at", "at", "id"),
        Index("ix_activity_audited", "is_audited", "at", "id"),
        Index("ix_activity_actor_at", "actor_id", "at", "id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    event: str = Field(max_length=64)
    actor_id: int | None = Field(default=None, sa_type=BigInteger)
    subject_type: str = Field(max_length=32)
    subject_id: str = Field(max_length=64)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime = Field(sa_type=Instant)
    is_audited: bool | None = Field(default=None)
    address: str | None = Field(default=None, max_length=MAX_ADDRESS)


def record(session: AsyncSession, fact: Event) -> None:
    """Keep `fact` with this transaction: a row at its end, its listeners after the commit."""
    session.info.setdefault(_KEY, []).append(fact)


def recorded(session: AsyncSession) -> list[Event]:
    """What was recorded in this session and is not written yet; grows with what is recorded further."""
    facts: list[Event] = session.info.get(_KEY, [])
    return facts


async def write_recorded(session: AsyncSession) -> list[Event]:
    """Write the rows of what was recorded in this session, in one statement. Returns it, once."""
    facts: list[Event] = session.info.pop(_KEY, [])
    if facts:
        await session.execute(_ROWS, [row_of(fact) for fact in facts])
    return facts


_ROWS = insert(Activity.__table__)  # type: ignore[attr-defined]  # SQLModel does not say so


def row_of(fact: Event) -> dict[str, Any]:
    """The columns of its `activity` row."""
    return {
        "event": type(fact).__name__,
        "actor_id": fact.actor_id,
        "subject_type": fact.subject_type,
        "subject_id": fact.subject_id,
        "data": fact.data(),
        "at": fact.at,
        "is_audited": fact.is_audited,
        "address": (address.get()[:MAX_ADDRESS] or None) if fact.actor_id or fact.is_audited else None,
    }


Listener = Callable[[Any], Awaitable[None]]
Then = Callable[[], None]
"""What is to be done after the commit; it must not block."""
Partner = Callable[[AsyncSession, Any], Awaitable[Then | None]]


class Listeners:
    """Who listens to which fact. Filled in `wiring.py`."""

    def __init__(self) -> None:
        self._by_kind: dict[type[Event], list[Listener]] = defaultdict(list)
        self._partners: dict[type[Event], list[Partner]] = defaultdict(list)

    def on(self, kind: type[Event], listener: Listener) -> None:
        """Call `listener` with each committed fact of exactly this kind."""
        self._by_kind[kind].append(listener)

    def join(self, kind: type[Event], partner: Partner) -> None:
        """Let `partner` write in the transaction of each fact of exactly this kind, before its commit.

        For one short write that belongs to the fact and would cost a transaction of its own. If it fails,
        nothing has happened. Facts that it records are joined as well.
        """
        self._partners[kind].append(partner)

    async def take_part(self, session: AsyncSession) -> list[Then]:
        """Tell the partners of what was recorded so far; what they want done after the commit."""
        then = []
        for fact in recorded(session):
            for partner in self._partners[type(fact)]:
                after = await partner(session, fact)
                then += [after] if after else []
        return then

    async def deliver(self, facts: list[Event]) -> None:
        """Tell each fact to its listeners, in order."""
        for fact in facts:
            for listener in self._by_kind[type(fact)]:
                await listener(fact)
