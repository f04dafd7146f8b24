"""What `/api/users` and `/api/roles` take and answer."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from aics_app.accounts.managing.reads import RoleView
from aics_app.accounts.managing.roles import MAX_LABEL_CHARS, RoleDraft
from aics_app.accounts.managing.users import Changes, Draft
from aics_app.accounts.models import Kind, Right, Scope, User
from aics_app.accounts.rules import KINDS
from aics_app.core.inputs import Body, Version
from aics_app.core.paging import Whole


class UserOut(BaseModel):
    """An account as who manages people sees it."""

    id: int
    username: str
    nickname: str
    email: str
    phone: str
    role: str
    enabled: bool
    must_change_password: bool
    last_login_at: datetime | None
    created_at: datetime
    locale: str
    invited_until: datetime | None
    version: int

    @classmethod
    def of(cls, user: User, invited_until: datetime | None = None) -> Self:
        """From its row, and until when the person's invitation is good, if there is one."""
        assert user.id is not None
        return cls(
            id=user.id,
            username=user.username,
            nickname=user.nickname or "",
            email=user.email or "",
            phone=user.phone or "",
            role=user.role,
            enabled=user.is_enabled,
            must_change_password=user.must_change_password,
            last_login_at=user.last_login_time,
            created_at=user.create_time,
            locale=user.locale or "",
            invited_until=invited_until,
            version=user.version,
        )


class MadeUser(BaseModel):
    """An account with what its owner signs in with first: password or invitation, told this once.

    `mailed_to`: the address that the link of the invitation is mailed to, if it is.
    """

    user: UserOut
    password: str = ""
    invitation: str = ""
    mailed_to: str = ""


class NewUser(Body):
    """An account to be made; `invite` gives a link instead of a password for one sign-in."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(min_length=1, max_length=50)
    role: str = Field(max_length=20)
    nickname: str = Field("", max_length=50)
    email: str = Field("", max_length=100)
    phone: str = Field("", max_length=20)
    locale: str = Field("", max_length=8)
    invite: bool = False

    def draft(self) -> Draft:
        """As the action takes it."""
        return Draft(**self.model_dump(exclude={"invite"}))


class UserChange(BaseModel):
    """What is to be different; `version` is the one that was shown."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    nickname: str | None = Field(None, max_length=50)
    email: str | None = Field(None, max_length=100)
    phone: str | None = Field(None, max_length=20)
    locale: str | None = Field(None, max_length=8)
    role: str | None = Field(None, max_length=20)
    enabled: bool | None = None

    def changes(self) -> Changes:
        """As the action takes them."""
        return Changes(**self.model_dump(exclude={"version"}))


class Reset(Body):
    """`invite` gives a link instead of a password for one sign-in."""

    model_config = ConfigDict(extra="forbid")

    invite: bool = False


class Acceptance(BaseModel):
    """The token of an invitation's link, and the password that its owner wants."""

    token: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


class RoleOut(BaseModel):
    """A role; the label of one that is built in is empty, for the catalogue names it."""

    name: str
    label: str
    builtin: bool
    scope: Scope
    rights: list[Right]
    people: int
    version: int

    @classmethod
    def of(cls, role: RoleView) -> Self:
        """From what was read."""
        return cls(
            name=role.name,
            label=role.label,
            builtin=role.builtin,
            scope=role.scope,
            rights=sorted(role.rights),
            people=role.people,
            version=role.version,
        )


class RolesOut(Whole):
    """Every role, and of which kind each right is."""

    items: list[RoleOut]
    kinds: dict[Right, Kind] = Field(default_factory=lambda: dict(KINDS))


class WantedRole(Body):
    """What a role is to be."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field("", max_length=MAX_LABEL_CHARS)
    scope: Scope
    rights: list[Right] = Field(max_length=len(Right))

    def draft(self) -> RoleDraft:
        """As the actions take it."""
        return RoleDraft(self.label, frozenset(self.rights), self.scope)


class NewRole(WantedRole):
    """A role to be made."""

    name: str = Field(min_length=3, max_length=20)


class RoleChange(WantedRole):
    """`version` is the one that was shown."""

    version: Version
