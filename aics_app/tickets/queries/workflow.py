"""The workflow that holds, read anew in every transaction: a change counts at once, on every replica."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.tickets.models import WorkflowNow, WorkflowVersion
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import read
from aics_app.tickets.rules.workflow import Workflow


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
