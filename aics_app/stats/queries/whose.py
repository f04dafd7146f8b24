"""The people whose figures somebody sees."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Scope
from aics_app.stats.policies import scope_of
from aics_app.tickets.queries import team_of
from aics_app.workforce.models import AgentProfile

People = frozenset[int] | None
"""Whose facts are wanted; None is everybody's, and what is nobody's."""


async def people_of(session: AsyncSession, actor: Actor) -> People:
    """As the scope of the actor's role says; who belongs to no team has himself alone."""
    scope = scope_of(actor)
    if scope == Scope.ALL:
        return None
    own = frozenset({actor.user_id})
    if scope == Scope.OWN:
        return own
    team = await team_of(session, actor.user_id)
    if team is None:
        return own
    members = select(col(AgentProfile.user_id)).where(col(AgentProfile.team) == team)
    return own | frozenset((await session.execute(members)).scalars())
