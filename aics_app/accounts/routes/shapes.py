"""What `/api/auth/*` takes and answers."""

from datetime import datetime

from pydantic import BaseModel, Field

from aics_app.accounts.models import Actor, Right
from aics_app.core.inputs import Body


class Credentials(Body):
    """A user name and its password."""

    username: str = Field(min_length=1, max_length=50)
    password: str = Field(min_length=1, max_length=200)


class Registration(Credentials):
    """A new account."""

    nickname: str = Field("", max_length=50)


class DemoChoice(BaseModel):
    """Which demo account to enter."""

    username: str = Field(max_length=50)


class Person(BaseModel):
    """The signed-in person."""

    id: int
    username: str
    role: str
    nickname: str
    avatar: str
    permissions: list[Right]
    must_change_password: bool = False


class OwnAccount(Person):
    """With what only the person sees."""

    phone: str
    email: str
    locale: str


class SignIn(BaseModel):
    """A sign-in: the same token is set as an HttpOnly cookie."""

    token: str
    expires_in: int
    user: Person


class ProfileChange(BaseModel):
    """Fields to change; what is left out stays."""

    nickname: str | None = Field(None, max_length=50)
    phone: str | None = Field(None, max_length=20)
    email: str | None = Field(None, max_length=100)
    locale: str | None = Field(None, pattern="^(zh|en)$")


class PasswordChange(BaseModel):
    """The present password and the new one."""

    old_password: str = Field(min_length=1, max_length=200)
    new_password: str = Field(min_length=1, max_length=200)


class SessionOut(BaseModel):
    """A sign-in that still counts."""

    id: str
    created_at: datetime
    expires_at: datetime
    address: str
    agent: str
    current: bool


class DemoAccount(BaseModel):
    """A demo account that can be entered without a password."""

    username: str
    role: str
    nickname: str


class DemoAccounts(BaseModel):
    """The demo company's sign-in buttons."""

    enabled: bool
    accounts: list[DemoAccount]


class AvatarOut(BaseModel):
    """Where the picture is."""

    avatar: str


def person_of(actor: Actor) -> Person:
    """The actor as others are shown."""
    return Person(
        id=actor.user_id,
        username=actor.username,
        role=actor.role,
        nickname=actor.nickname,
        avatar=actor.avatar,
        permissions=sorted(actor.rights),
        must_change_password=actor.must_change_password,
    )
