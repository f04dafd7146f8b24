"""What the pages of people and roles are told: plain values only."""

from dataclasses import dataclass, field
from datetime import datetime

from aics_app.accounts.managing.reads import RoleView
from aics_app.accounts.models import Scope, User


@dataclass
class UserRow:
    """An account in the list; times are ISO instants, empty when there is none.

    `invited`: `open` while a link to set a password is good, `over` when it is not any more.
    """

    id: int = 0
    username: str = ""
    nickname: str = ""
    email: str = ""
    phone: str = ""
    role: str = ""
    role_label: str = ""
    enabled: bool = True
    waits: bool = False
    last_login_at: str = ""
    locale: str = ""
    invited: str = ""
    version: int = 0


@dataclass
class RoleCol:
    """A role; `label` is empty for one that is built in."""

    name: str = ""
    label: str = ""
    builtin: bool = False
    scope: str = Scope.OWN.value
    rights: list[str] = field(default_factory=list)
    people: int = 0
    version: int = 0


@dataclass
class Given:
    """What somebody signs in with first, shown once to who made it.

    `beside`: beside the account's fields, in which something may have been typed.
    """

    who: str = ""
    password: str = ""
    link: str = ""
    mailed_to: str = ""
    beside: bool = False


def user_row(
    user: User, labels: dict[str, str], until: datetime | None = None, *, now: datetime | None = None
) -> UserRow:
    """From its row; `labels` names the roles, `until` is when the person's invitation ends."""
    return UserRow(
        id=user.id or 0,
        username=user.username,
        nickname=user.nickname or user.username,
        email=user.email or "",
        phone=user.phone or "",
        role=user.role,
        role_label=labels.get(user.role, user.role),
        enabled=user.is_enabled,
        waits=user.must_change_password,
        last_login_at=user.last_login_time.isoformat() if user.last_login_time else "",
        locale=user.locale or "",
        invited="" if until is None or now is None else ("open" if until > now else "over"),
        version=user.version,
    )


def role_col(role: RoleView) -> RoleCol:
    """From what was read."""
    return RoleCol(
        name=role.name,
        label=role.label,
        builtin=role.builtin,
        scope=role.scope.value,
        rights=sorted(role.rights),
        people=role.people,
        version=role.version,
    )
