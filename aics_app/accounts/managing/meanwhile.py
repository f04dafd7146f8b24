"""Who was faster: of two who change the same person or role, the second is told by whom."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.errors import ChangedMeanwhile
from aics_app.accounts.events import (
    InvitationWithdrawn,
    PasswordChanged,
    PasswordReset,
    PasswordSetByCommand,
    ProfileChanged,
    RoleChanged,
    UserDisabled,
    UserEdited,
    UserEnabled,
    UserRoleChanged,
)
from aics_app.accounts.models import User
from aics_app.core.events import Activity

COMMAND_LINE = "./aics"
_CHANGES = [
    kind.__name__
    for kind in (
        *(InvitationWithdrawn, PasswordReset, RoleChanged, UserDisabled),
        *(PasswordChanged, PasswordSetByCommand, ProfileChanged),
        *(UserEdited, UserEnabled, UserRoleChanged),
    )
]


async def changed_meanwhile(session: AsyncSession, subject_type: str, subject_id: str) -> ChangedMeanwhile:
    """The refusal, with the name of who changed this person or role last; the command's, where nobody did."""
    last = (
        select(col(Activity.actor_id), col(User.nickname), col(User.username))
        .select_from(Activity)
        .outerjoin(User, col(User.id) == col(Activity.actor_id))
        .where(
            col(Activity.subject_type) == subject_type,
            col(Activity.subject_id) == subject_id,
            col(Activity.event).in_(_CHANGES),
        )
        .order_by(col(Activity.id).desc())
        .limit(1)
    )
    found = (await session.execute(last)).one_or_none()
    if found is None:
        return ChangedMeanwhile(name="—")
    actor_id, nickname, username = found
    return ChangedMeanwhile(name=COMMAND_LINE if actor_id is None else nickname or username or "—")
