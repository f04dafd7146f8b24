"""What happens to people and their sign-ins."""

from dataclasses import dataclass
from typing import ClassVar

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
    """A person changed these fields."""

    fields: list[str]
