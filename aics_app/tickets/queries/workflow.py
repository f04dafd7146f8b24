"""The workflow that holds, read anew in every transaction: a change counts at once, on every replica."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.core.errors import NotFound
from aics_app.tickets.models import Ticket, WorkflowNow, WorkflowVersion
from aics_app.tickets.policies import require_setting
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import read
from aics_app.tickets.rules.workflow import Workflow
from aics_app.workforce.models import AgentProfile


async def workflow(session: AsyncSession) -> Workflow:
    """The one that holds; the default until an administrator sets another."""
    version = (await session.execute(select(func.max(col(WorkflowVersion.version))))).scalar_one()
    return await _of(session, version) if version else DEFAULT


async def workflow_held(session: AsyncSession) -> Workflow:
    """The same, and it does not change before this transaction ends."""
    held = select(col(WorkflowNow.version)).with_for_update(read=True)
    await session.execute(held)
    return await workflow(session)


async def workflow_alone(session: AsyncSession) -> Workflow:
    """The same, and until this transaction ends nobody else changes it, or writes a ticket."""
    await session.execute(select(col(WorkflowNow.version)).with_for_update())
    return await workflow(session)


async def _of(session: AsyncSession, version: int) -> Workflow:
    found = await session.execute(
        select(col(WorkflowVersion.definition)).where(col(WorkflowVersion.version) == version)
    )
    return read(found.scalar_one(), version)


@dataclass(frozen=True)
class Stranded:
    """So many tickets have a word that another workflow would not know. `kind`: as in the document."""

    kind: str
    word: str
    count: int


async def stranded(session: AsyncSession, wanted: Workflow) -> list[Stranded]:
    """What tickets would have no place under this workflow."""
    known = {
        "statuses": (col(Ticket.status), [one.word for one in wanted.statuses]),
        "priorities": (col(Ticket.priority), [one.word for one in wanted.priorities]),
        "categories": (col(Ticket.category), [one.word for one in wanted.topics]),
    }
    found = []
    for kind, (column, words) in known.items():
        counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
        rows = sorted((word, count) for word, count in await session.execute(counted) if word is not None)
        found += [Stranded(kind, word, count) for word, count in rows if word not in words]
    return found


async def misplaced(session: AsyncSession, wanted: Workflow) -> list[tuple[str, str, int]]:
    """Status, what it meant, and how many tickets have it that now means something else."""
    word, meant = col(Ticket.status), col(Ticket.status_category)
    rows = (await session.execute(select(word, meant, func.count()).group_by(word, meant))).all()
    now = {one.word: one.category for one in wanted.statuses}
    return [(status, was, count) for status, was, count in rows if now.get(status, was) != was]


async def meanings(session: AsyncSession, word: str) -> list[tuple[str, int]]:
    """What this status means on tickets that have it, and on how many."""
    meant = col(Ticket.status_category)
    counted = select(meant, func.count()).where(col(Ticket.status) == word).group_by(meant)
    return [(category, count) for category, count in (await session.execute(counted)).all()]


async def having(
    session: AsyncSession, field: str, word: str, *, meant: str | None = None, beyond: int = 0, limit: int
) -> list[Ticket]:
    """Tickets with this word in this column, by id after `beyond`; nobody else changes them meanwhile."""
    chosen = select(Ticket).where(getattr(Ticket, field) == word, col(Ticket.id) > beyond)
    if meant is not None:
        chosen = chosen.where(col(Ticket.status_category) == meant)
    held = chosen.order_by(col(Ticket.id)).limit(limit).with_for_update()
    return list((await session.execute(held.execution_options(populate_existing=True))).scalars())


async def workflow_version(session: AsyncSession, actor: Actor, version: int) -> Workflow:
    """As it was; version 0 is what held before anybody set one. Raises `Forbidden`, `NotFound`."""
    require_setting(actor)
    if version == 0:
        return DEFAULT
    if not await _is_there(session, version):
        raise NotFound(str(version))
    return await _of(session, version)


async def workflow_versions(
    session: AsyncSession, actor: Actor, *, limit: int, before: int | None = None
) -> list[tuple[WorkflowVersion, str]]:
    """The latest first, before that one if any, each with the name of who set it. Raises `Forbidden`."""
    require_setting(actor)
    chosen = (
        select(WorkflowVersion, User)
        .outerjoin(User, col(User.id) == col(WorkflowVersion.created_by))
        .order_by(col(WorkflowVersion.version).desc())
        .limit(limit)
    )
    if before is not None:
        chosen = chosen.where(col(WorkflowVersion.version) < before)
    rows = (await session.execute(chosen)).all()
    return [(one, (user.nickname or user.username) if user else "") for one, user in rows]


async def teams(session: AsyncSession) -> list[str]:
    """Every team that somebody belongs to, in order."""
    chosen = select(col(AgentProfile.team)).where(col(AgentProfile.team).is_not(None)).distinct()
    return sorted(team for team in (await session.execute(chosen)).scalars() if team)


async def _is_there(session: AsyncSession, version: int) -> bool:
    chosen = select(col(WorkflowVersion.version)).where(col(WorkflowVersion.version) == version)
    return (await session.execute(chosen)).first() is not None
