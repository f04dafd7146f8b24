"""What happens to people and their sign-ins."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutUser(Event):
    subject_type: ClassVar[str] = "user"
    is_audited: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class UserRegistered(_AboutUser):
    """Somebody has a new account."""

    username: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(_AboutUser):
    """A sign-in began."""

    address: str


@dataclass(frozen=True, kw_only=True)
class SignInFailed(_AboutUser):
    """Somebody tried to sign in as this person; `why` is the code of the refusal."""

    why: str


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(_AboutUser):
    """Sign-ins were ended: these tokens count no more."""

    session_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(_AboutUser):
    """A person changed the password."""


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(_AboutUser):
    """A person changed these fields. Of a picture there is no before and after."""

    fields: list[str]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RightsChanged(Event):
    """Somebody may do other things than before: everybody of a role, or one person. Every kind says whose."""

    is_audited: ClassVar[bool] = True

    def whose(self) -> dict[str, Any]:
        """`role` or `user_id`, for live news."""
        key = "role" if self.subject_type == "role" else "user_id"
        return {key: self.subject_id if key == "role" else int(self.subject_id)}


@dataclass(frozen=True, kw_only=True)
class UserCreated(_AboutUser):
    """An administrator made an account."""

    username: str
    role: str
    invited: bool


@dataclass(frozen=True, kw_only=True)
class UserCreatedByCommand(_AboutUser):
    """Whoever may use the machine itself made an account there."""

    username: str
    role: str


@dataclass(frozen=True, kw_only=True)
class UserEdited(_AboutUser):
    """An administrator changed what is known of a person."""

    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class UserRoleChanged(RightsChanged, _AboutUser):
    """A person has another role."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class UserDisabled(RightsChanged, _AboutUser):
    """A person may not sign in any more."""


@dataclass(frozen=True, kw_only=True)
class UserEnabled(RightsChanged, _AboutUser):
    """A person may sign in again."""


@dataclass(frozen=True, kw_only=True)
class PasswordReset(RightsChanged, _AboutUser):
    """An administrator gave a person a password for one sign-in, or a link to set one."""


@dataclass(frozen=True, kw_only=True)
class PasswordSetByCommand(RightsChanged, _AboutUser):
    """Whoever may use the machine itself gave a person another password there."""


@dataclass(frozen=True, kw_only=True)
class InvitationGiven(_AboutUser):
    """There is a link with which a person sets a password: the first one, or another (`again`)."""

    again: bool


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(_AboutUser):
    """Links that a person was given to set a password are good for nothing any more."""


@dataclass(frozen=True, kw_only=True)
class OwnPasswordSet(RightsChanged, _AboutUser):
    """A person has a password of his own instead of the one given to him, and with it his rights."""


@dataclass(frozen=True, kw_only=True)
class RoleCreated(RightsChanged):
    """There is a new role."""

    subject_type: ClassVar[str] = "role"
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoleChanged(RightsChanged):
    """A role has another name, other rights or another reach."""

    subject_type: ClassVar[str] = "role"
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RoleRemoved(RightsChanged):
    """A role is gone; its people have the one named."""

    subject_type: ClassVar[str] = "role"
    before: dict[str, Any]
    people_to: str


RIGHTS_CHANGES = (
    UserRoleChanged,
    UserDisabled,
    UserEnabled,
    PasswordReset,
    PasswordSetByCommand,
    OwnPasswordSet,
    RoleChanged,
    RoleRemoved,
)
"""After which somebody may do other things than before."""

PEOPLE_CHANGES = (RoleCreated, UserCreated, UserEdited, InvitationGiven, InvitationWithdrawn, ProfileChanged)
"""After which lists of people and roles show something else, though nobody may do other things."""
