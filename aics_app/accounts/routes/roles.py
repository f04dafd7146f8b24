"""`/api/roles`: what each role may, and whose rows it is shown."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from aics_app.accounts.identity import having
from aics_app.accounts.managing import reads
from aics_app.accounts.managing import roles as actions
from aics_app.accounts.models import Actor, Right
from aics_app.accounts.routes.managing_shapes import NewRole, RoleChange, RoleOut, RolesOut
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import Version

router = APIRouter(prefix="/api", tags=["roles"])

Planner = Annotated[Actor, Depends(having(Right.ROLES_MANAGE))]
Name = Annotated[str, Path(max_length=20)]


@router.get("/roles")
async def roles(actor: Planner) -> RolesOut:
    """Every role, those built in first."""
    async with use(Database).reading() as session:
        return RolesOut(items=[RoleOut.of(role) for role in await reads.roles(session, actor)])


@router.post("/roles", status_code=201)
async def create(body: NewRole, actor: Planner) -> RoleOut:
    """Make a role."""
    async with use(Database).transaction() as session:
        return RoleOut.of(await actions.create(session, actor, body.name, body.draft(), clock.now()))


@router.put("/roles/{name}")
async def change(name: Name, body: RoleChange, actor: Planner) -> RoleOut:
    """Change a role; it counts at once, on pages that are open too."""
    async with use(Database).transaction() as session:
        changed = await actions.change(
            session, actor, name, body.draft(), version=body.version, at=clock.now()
        )
    return RoleOut.of(changed)


@router.delete("/roles/{name}", status_code=204)
async def remove(
    name: Name,
    actor: Planner,
    version: Version,
    people_to: Annotated[str, Query(max_length=20)] = "",
) -> None:
    """Take a role of one's own making away. 409 `role_has_people` unless `people_to` says where they go."""
    async with use(Database).transaction() as session:
        await actions.remove(session, actor, name, people_to=people_to, version=version, at=clock.now())
