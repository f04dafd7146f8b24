"""An administrator sets another workflow. No ticket is left where it has no place.

Whoever writes a ticket shares the lock that is held alone here, so nobody files into a status that goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid
from aics_app.core.events import Activity, Event, differing, record, row_of
from aics_app.tickets import queries
from aics_app.tickets.actions.changing import about
from aics_app.tickets.actions.standing import go
from aics_app.tickets.errors import TicketsStranded, WorkflowChanged
from aics_app.tickets.events import TicketEdited, TicketMoved, WorkflowSet
from aics_app.tickets.models import Ticket, WorkflowNow, WorkflowVersion
from aics_app.tickets.policies import require_setting
from aics_app.tickets.queries import Stranded
from aics_app.tickets.rules.definition import written
from aics_app.tickets.rules.soundness import sound
from aics_app.tickets.rules.workflow import Status, Workflow
from aics_app.workforce.rules.hours import Hours

WHY = "workflow"
CHUNK = 500
MOST_TURNED = 2_000
"""Tickets whose clocks begin or stop are turned one by one, while everybody else waits."""

Moves = Mapping[str, Mapping[str, str]]
"""By kind (`statuses`, `priorities`, `categories`) and word: where tickets go; `""` takes a category away."""

_FIELDS = {"statuses": "status", "priorities": "priority", "categories": "category"}


@dataclass(frozen=True)
class Setting:
    """What is to hold: the document, where tickets go that lose their place, and what it was drawn from."""

    document: Mapping[str, Any]
    based_on: int
    moves: Moves = field(default_factory=dict)


async def set_workflow(
    session: AsyncSession, actor: Actor, setting: Setting, *, hours: Hours, at: datetime
) -> Workflow:
    """Let another workflow hold, for everybody and at once; said again it is no news.

    Promises that were made stay as they were made. Raises `Forbidden`, `Invalid` by place,
    `WorkflowChanged` unless it is drawn from the last one, `TicketsStranded`.
    """
    require_setting(actor)
    before = await queries.workflow_alone(session)
    if before.version != setting.based_on:
        raise WorkflowChanged
    wanted = sound(setting.document, await queries.teams(session), before.version + 1)
    if written(wanted) == written(before):
        return before
    lost = await queries.stranded(session, wanted)
    _require_places(lost, setting.moves, wanted)
    await _hold(session, actor, wanted, at)
    moving = _Moving(session, actor, wanted, hours, at)
    for one in lost:
        await moving.move(one, setting.moves[one.kind][one.word])
    for word, meant, count in await queries.misplaced(session, wanted):
        await moving.turn(word, meant, count, wanted.status(word) or wanted.first)
    record(session, _set(actor, before, wanted, lost, at))
    return wanted


def _require_places(lost: list[Stranded], moves: Moves, wanted: Workflow) -> None:
    known = {
        "statuses": [one.word for one in wanted.statuses],
        "priorities": [one.word for one in wanted.priorities],
        "categories": ["", *(one.word for one in wanted.topics)],
    }
    homeless = [one for one in lost if moves.get(one.kind, {}).get(one.word) not in known[one.kind]]
    if homeless:
        words = ", ".join(one.word for one in homeless)
        raise TicketsStranded(statuses=words, count=sum(one.count for one in homeless))


async def _hold(session: AsyncSession, actor: Actor, wanted: Workflow, at: datetime) -> None:
    session.add(
        WorkflowVersion(
            version=wanted.version, definition=written(wanted), created_by=actor.user_id, created_at=at
        )
    )
    await session.flush()
    await rows_changed(session, update(WorkflowNow).values(version=wanted.version))


def _set(
    actor: Actor, present: Workflow, wanted: Workflow, lost: list[Stranded], at: datetime
) -> WorkflowSet:
    before, after = differing(written(present), written(wanted))
    moved = {f"{one.kind}.{one.word}": one.count for one in lost}
    return WorkflowSet(
        actor_id=actor.user_id,
        subject_id=str(wanted.version),
        at=at,
        version=wanted.version,
        moved=moved,
        before=before,
        after=after,
    )


@dataclass(frozen=True)
class _Moving:
    """Tickets on their way to where they have a place."""

    session: AsyncSession
    actor: Actor
    wanted: Workflow
    hours: Hours
    at: datetime

    async def move(self, one: Stranded, to: str) -> None:
        """All with this word get the other one."""
        if one.kind != "statuses":
            await self._rename(one.kind, one.word, to or None)
            return
        target = self.wanted.status(to) or self.wanted.first
        for meant, count in await queries.meanings(self.session, one.word):
            await self.turn(one.word, meant, count, target)

    async def turn(self, word: str, meant: str, count: int, target: Status) -> None:
        """All with this status, which meant that, get this one; clocks follow if it means another thing."""
        if meant == target.category:
            await self._rename("statuses", word, target.word, meant=meant)
            return
        if count > MOST_TURNED:
            raise Invalid(fields={f"moves.statuses.{word}": "too_many"})
        while found := await queries.having(self.session, "status", word, meant=meant, limit=CHUNK):
            for ticket in found:
                await go(
                    self.session,
                    ticket,
                    target,
                    actor_id=self.actor.user_id,
                    hours=self.hours,
                    at=self.at,
                    why=WHY,
                )

    async def _rename(self, kind: str, word: str, to: str | None, *, meant: str | None = None) -> None:
        """In bulk, for there may be a hundred thousand: first their history, then the word itself."""
        name, beyond = _FIELDS[kind], 0
        while found := await queries.having(
            self.session, name, word, meant=meant, beyond=beyond, limit=CHUNK
        ):
            facts = [self._fact(ticket, name, word, to) for ticket in found]
            await self.session.execute(insert(Activity), [row_of(fact) for fact in facts])
            ids = [ticket.id for ticket in found]
            renamed = update(Ticket).where(col(Ticket.id).in_(ids))
            values = {name: to, "version": col(Ticket.version) + 1}
            await rows_changed(self.session, renamed.values(values))
            self.session.expunge_all()
            beyond = max(ticket.id or 0 for ticket in found)

    def _fact(self, ticket: Ticket, name: str, word: str, to: str | None) -> Event:
        own, actor_id = about(ticket, self.at), self.actor.user_id
        if name != "status":
            return TicketEdited(actor_id=actor_id, **own, user_id=ticket.user_id, changes={name: [word, to]})
        return TicketMoved(
            actor_id=actor_id,
            **own,
            user_id=ticket.user_id,
            handler_id=ticket.handler_id,
            before=word,
            after=to or "",
            category_before=ticket.status_category,
            category_after=ticket.status_category,
            why=WHY,
        )
