"""What an agent can do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nickname_of
from aics_app.core.events import differing, record
from aics_app.workforce.actions.presence import hold_person
from aics_app.workforce.errors import AgentChangedMeanwhile
from aics_app.workforce.events import AgentProfileChanged
from aics_app.workforce.models import AgentProfile
from aics_app.workforce.policies import require_manage, require_team_change
from aics_app.workforce.rules.planning import Profile, tidy_profile


async def set_profile(
    session: AsyncSession,
    actor: Actor,
    user_id: int,
    profile: Profile,
    at: datetime,
    *,
    version: int | None = None,
) -> None:
    """Say what an agent can do; said again it is no news. With `version`, only if that is the last one.

    Raises `Forbidden`, `NotFound` unless he works here, `AgentChangedMeanwhile`, `Invalid` by field;
    of another team `NotToOneself` or `MoreThanOwnRights`.
    """
    require_manage(actor)
    profile = tidy_profile(profile)
    await hold_person(session, user_id)
    stored = await session.get(AgentProfile, user_id, populate_existing=True)
    known = Profile(stored.capacity, stored.team, tuple(stored.skills)) if stored else None
    if known == profile:
        return
    present = await _require_last(session, stored, version)
    if profile.team != (known.team if known else None):
        require_team_change(actor, user_id)
    row = stored or AgentProfile(user_id=user_id, updated_at=at)
    row.capacity, row.team, row.skills = profile.capacity, profile.team, list(profile.skills)
    row.version, row.updated_by, row.updated_at = present + 1, actor.user_id, at
    session.add(row)
    record(session, _fact(actor, user_id, known, profile, at))


async def _require_last(session: AsyncSession, stored: AgentProfile | None, version: int | None) -> int:
    """The version there is; who knows an older one is told who was faster."""
    present = stored.version if stored else 0
    if version not in (None, present):
        name = await nickname_of(session, stored.updated_by if stored else None)
        raise AgentChangedMeanwhile(name=name, version=present)
    return present


def _fact(
    actor: Actor, user_id: int, known: Profile | None, profile: Profile, at: datetime
) -> AgentProfileChanged:
    before, after = differing(vars(known) if known else {}, vars(profile))
    return AgentProfileChanged(
        actor_id=actor.user_id,
        subject_id=str(user_id),
        at=at,
        capacity=profile.capacity,
        team=profile.team,
        skills=list(profile.skills),
        before=before,
        after=after,
    )
