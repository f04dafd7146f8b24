"""What telling people of tickets needs to know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Role, User
from aics_app.core.events import Activity
from aics_app.notices.queries import Happening
from aics_app.tickets.events import TicketEvent, TicketMoved
from aics_app.tickets.models import Ticket
from aics_app.workforce.models import AgentProfile
from aics_app.workforce.policies import WORKING_ROLES


@dataclass(frozen=True)
class Matter:
    """A ticket as it is now, for telling of it."""

    number: str
    title: str
    user_id: int
    handler_id: int | None
    team: str | None


async def find_matter(session: AsyncSession, ticket_id: int) -> Matter | None:
    """None when it is gone."""
    found = await session.get(Ticket, ticket_id)
    if found is None:
        return None
    return Matter(found.order_no, found.title, found.user_id, found.handler_id, found.team)


async def went_along(session: AsyncSession, happening: Happening) -> bool:
    """Whether the same act also gave the ticket another status."""
    chosen = select(col(Activity.id)).where(
        col(Activity.subject_type) == TicketEvent.subject_type,
        col(Activity.subject_id) == happening.subject_id,
        col(Activity.event) == TicketMoved.__name__,
        col(Activity.at) == happening.at,
        col(Activity.actor_id) == happening.actor_id,
    )
    return (await session.execute(chosen.limit(1))).first() is not None


async def responsible(session: AsyncSession, team: str | None) -> Sequence[int]:
    """Who looks after what nobody has: the people of the team, else the administrators."""
    return await _of_team(session, team) or await _of_roles(session, (Role.ADMIN,))


async def free_to_take(session: AsyncSession, team: str | None) -> Sequence[int]:
    """Who may take up what nobody has: the people of the team, else all agents, else whoever works here."""
    found = await _of_team(session, team) or await _of_roles(session, (Role.AGENT,))
    return found or await _of_roles(session, WORKING_ROLES)


async def _of_team(session: AsyncSession, team: str | None) -> Sequence[int]:
    if not team:
        return []
    chosen = (
        select(col(User.id))
        .join(AgentProfile, col(AgentProfile.user_id) == col(User.id))
        .where(col(AgentProfile.team) == team, col(User.status) == 1, col(User.role).in_(WORKING_ROLES))
    )
    return [user_id for user_id in (await session.execute(chosen)).scalars() if user_id is not None]


async def _of_roles(session: AsyncSession, roles: Iterable[str]) -> Sequence[int]:
    chosen = select(col(User.id)).where(col(User.role).in_(roles), col(User.status) == 1)
    return [user_id for user_id in (await session.execute(chosen)).scalars() if user_id is not None]
