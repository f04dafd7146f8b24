"""`/api/workflow`: the ways of a ticket, and who sets them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from aics_app.accounts.identity import SignedIn, having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock, paging
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.paging import Cursor, Limit, Page
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.schemas.workflow import (
    ProspectOut,
    VersionOut,
    WantedWorkflow,
    WorkflowOut,
)
from aics_app.tickets.views.workflow import prospect
from aics_app.workforce import queries as workforce

router = APIRouter(prefix="/api/workflow", tags=["workflow"])

Planner = Annotated[Actor, Depends(having(Right.WORKFLOW_MANAGE))]


@router.get("")
async def workflow(actor: SignedIn) -> WorkflowOut:
    """The one that holds: its names for everybody, all of it for who may set it."""
    async with use(Database).reading() as session:
        teams = await queries.teams(session) if actor.may(Right.WORKFLOW_MANAGE) else None
        return WorkflowOut.of(await queries.workflow(session), teams)


@router.put("")
async def set_workflow(body: WantedWorkflow, actor: Planner) -> WorkflowOut:
    """Set another one. 409 `workflow_changed`, or `tickets_stranded` unless `moves` says where they go."""
    async with use(Database).transaction() as session:
        hours = await workforce.hours(session, use(Settings).app.timezone)
        await actions.set_workflow(session, actor, body.setting(), hours=hours, at=clock.now())
    return await workflow(actor)


@router.post("/check")
async def check(body: WantedWorkflow, actor: Planner) -> ProspectOut:
    """What another one would do: its faults, and the tickets that would have no place. Changes nothing."""
    async with use(Database).reading() as session:
        return ProspectOut.of(await prospect(session, actor, body.document()))


@router.get("/versions")
async def versions(
    actor: Planner,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[VersionOut]:
    """Who set which version when, the latest first."""
    before = paging.decode_id(cursor) if cursor else None
    async with use(Database).reading() as session:
        found = await queries.workflow_versions(session, actor, limit=limit + 1, before=before)
    items = [
        VersionOut(version=one.version, created_by=name or None, created_at=one.created_at)
        for one, name in found[:limit]
    ]
    following = paging.encode(items[-1].version) if len(found) > limit else None
    return Page(items=items, next_cursor=following)


@router.get("/versions/{version}")
async def version(version: Annotated[int, Path(ge=0, le=2**31 - 1)], actor: Planner) -> WorkflowOut:
    """One of them, whole; 0 is what held before anybody set one."""
    async with use(Database).reading() as session:
        return WorkflowOut.of(await queries.workflow_version(session, actor, version), [])
