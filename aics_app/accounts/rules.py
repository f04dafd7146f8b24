"""Pure rules about people: rights by role, and what a name and a password must be."""

import re

from aics_app.accounts.models import Right, Role

RIGHTS: dict[Role, frozenset[Right]] = {
    #                          ask   see all chats                 knowledge               operator's figures
    Role.CUSTOMER: frozenset({Right.CHAT_ASK}),
    Role.AGENT: frozenset({Right.CHAT_ASK, Right.CONVERSATIONS_SEE_ALL}),
    Role.ADMIN: frozenset(
        {Right.CHAT_ASK, Right.CONVERSATIONS_SEE_ALL, Right.KNOWLEDGE_MANAGE, Right.METRICS_READ}
    ),
}

MIN_PASSWORD_CHARS = 8
MAX_PASSWORD_BYTES = 72
"""bcrypt reads no further: a longer one would be cut silently, so it is refused."""

_USERNAME = re.compile(r"[A-Za-z0-9_.\-]{3,50}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_PHONE = re.compile(r"\+?[0-9 \-]{5,20}")
_WELL_KNOWN = frozenset({"password", "12345678", "123456789", "1234567890", "qwertyui", "11111111", "00000000"})


def rights_of(role: str) -> frozenset[Right]:
    """The rights of a stored role; an unknown one has none."""
    return RIGHTS.get(Role(role), frozenset()) if role in set(Role) else frozenset()


def fault_of_username(username: str) -> str | None:
    """The code of what is wrong with a new user name, or None."""
    return None if _USERNAME.fullmatch(username) else "username_form"


def fault_of_password(password: str, username: str) -> str | None:
    """The code of what is wrong with a new password, or None."""
    if len(password) < MIN_PASSWORD_CHARS:
        return "password_short"
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        return "password_long"
    lowered = password.lower()
    if lowered in _WELL_KNOWN or lowered == username.lower() or len(set(password)) < 4:  # noqa: PLR2004 - three letters repeated are no password
        return "password_weak"
    return None


def fault_of_email(email: str) -> str | None:
    """The code of what is wrong with an e-mail address, or None."""
    return None if len(email) <= 100 and _EMAIL.fullmatch(email) else "email_form"  # noqa: PLR2004 - the column's width


def fault_of_phone(phone: str) -> str | None:
    """The code of what is wrong with a telephone number, or None."""
    return None if _PHONE.fullmatch(phone) else "phone_form"
