"""What whoever manages people may do to whom: nobody gives or touches more than he has himself."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import queries
from aics_app.accounts.errors import LastAdministrator, MoreThanOwnRights
from aics_app.accounts.models import Actor, Right, Role, Scope, StoredRole, User
from aics_app.accounts.queries import Granted
from aics_app.accounts.rules import RIGHTS
from aics_app.core.errors import Forbidden

_EVERYTHING = Granted(frozenset(Right), Scope.ALL)


@dataclass(frozen=True)
class Manager:
    """Who changes people and roles, with what he may give, while nobody else changes either.

    That is what he may himself at this instant. Administrators may give everything, though not to their own
    role: what was taken from it could else never come back to anybody.
    """

    user_id: int
    may: Granted


async def managing(session: AsyncSession, actor: Actor, right: Right) -> Manager:
    """The actor with the rights he has now: a colleague may have taken them since he pressed the button.

    Whoever changes people or roles does so one after the other: all hold the same rows first. Raises
    `Forbidden`.
    """
    await session.execute(select(col(StoredRole.name)).order_by(col(StoredRole.name)).with_for_update())
    own = await session.get(User, actor.user_id, populate_existing=True)
    may = await queries.granted(session, own.role) if own and own.is_enabled else None
    if may is None or right not in may.rights or not actor.may(right):
        raise Forbidden(right)
    return Manager(actor.user_id, _EVERYTHING if own and own.role == Role.ADMIN else may)


def require_within(manager: Manager, given: Granted) -> None:
    """Raises `MoreThanOwnRights` unless all that is given is the manager's own."""
    staffs = given.rights - RIGHTS[Role.CUSTOMER]
    is_wider = bool(staffs) and given.scope.rank > manager.may.scope.rank
    if not staffs <= manager.may.rights or is_wider:
        raise MoreThanOwnRights


async def require_an_administrator(session: AsyncSession) -> None:
    """Raises `LastAdministrator` unless somebody is left who may sign in and give rights."""
    await session.flush()
    left = select(func.count()).where(
        col(User.role).in_(queries.roles_with(Right.ROLES_MANAGE)), col(User.status) == 1
    )
    if (await session.execute(left.select_from(User))).scalar_one() == 0:
        raise LastAdministrator
