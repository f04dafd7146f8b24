"""Who was faster: of two who change the same person or role, the second is told by whom."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.errors import ChangedMeanwhile
from aics_app.accounts.events import (
    InvitationWithdrawn,
    PasswordChanged,
    PasswordReset,
    ProfileChanged,
    RoleChanged,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserRoleChanged,
)
from aics_app.accounts.models import User
from aics_app.core.events import Activity

_CHANGES = [
    kind.__name__
    for kind in (
        *(InvitationWithdrawn, PasswordReset, RoleChanged, UserDisabled),
        *(PasswordChanged, ProfileChanged, UserEdited, UserEnabled, UserRoleChanged),
    )
]


async def changed_meanwhile(session: AsyncSession, subject_type: str, subject_id: str) -> ChangedMeanwhile:
    """The refusal, with the name of who changed this person or role last."""
    last = (
        select(col(User.nickname), col(User.username))
        .select_from(Activity)
        .join(User, col(User.id) == col(Activity.actor_id))
        .where(
            col(Activity.subject_type) == subject_type,
            col(Activity.subject_id) == subject_id,
            col(Activity.event).in_(_CHANGES),
        )
        .order_by(col(Activity.id).desc())
        .limit(1)
    )
    found = (await session.execute(last)).one_or_none()
    return ChangedMeanwhile(name=(found[0] or found[1]) if found else "—")
