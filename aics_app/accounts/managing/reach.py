"""What whoever manages people may do to whom: nobody gives or touches more than he has himself."""

from dataclasses import dataclass

from sqlalchemy import false, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts import queries
from aics_app.accounts.errors import LastAdministrator, MoreThanOwnRights
from aics_app.accounts.models import Actor, Invitation, Right, Role, RoleRight, Scope, StoredRole, User
from aics_app.accounts.queries import Granted
from aics_app.accounts.rules import KEPT_BY_ADMINISTRATORS, RIGHTS
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
    is_administrator: bool = False


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
    is_administrator = own is not None and own.role == Role.ADMIN
    return Manager(actor.user_id, _EVERYTHING if is_administrator else may, is_administrator)


def require_within(manager: Manager, given: Granted) -> None:
    """Raises `MoreThanOwnRights` unless all that is given is the manager's own."""
    staffs = given.rights - RIGHTS[Role.CUSTOMER]
    is_wider = bool(staffs) and given.scope.rank > manager.may.scope.rank
    if not staffs <= manager.may.rights or is_wider:
        raise MoreThanOwnRights


def require_over(manager: Manager, role: str, may: Granted) -> None:
    """As `require_within`, of whom has or gets this role: over administrators are only administrators.

    However little their role holds, they may give everything.
    """
    if role == Role.ADMIN and not manager.is_administrator:
        raise MoreThanOwnRights
    require_within(manager, may)


async def require_an_administrator(session: AsyncSession, *, instead_of: frozenset[Right]) -> None:
    """Raises `LastAdministrator` unless somebody is left who has what gives everything back, and can come in.

    Who was invited, or given a password for one sign-in, has not come in yet. `instead_of`: the rights that
    whoever is changed had; without those nobody is taken away.
    """
    if not instead_of >= KEPT_BY_ADMINISTRATORS:
        return
    await session.flush()
    gives = select(col(RoleRight.role)).where(col(RoleRight.permission).in_(sorted(KEPT_BY_ADMINISTRATORS)))
    gives = gives.group_by(col(RoleRight.role)).having(func.count() == len(KEPT_BY_ADMINISTRATORS))
    left = select(func.count()).where(
        col(User.role).in_(gives),
        col(User.status) == 1,
        col(User.must_change_password) == false(),
        col(User.id).not_in(select(col(Invitation.user_id))),
    )
    if (await session.execute(left.select_from(User))).scalar_one() == 0:
        raise LastAdministrator
