"""Pure rules about people: rights by role, and what a name and a password must be."""

import re
from collections.abc import Iterable

from aics_app.accounts.models import Kind, Right, Role, Scope
from aics_app.locales import LOCALES
from aics_app.mail.writing import is_address

_ASK = {Right.CHAT_ASK, Right.TICKETS_FILE}
_PEOPLE = {
    Right.CONVERSATIONS_SEE_ALL,
    Right.HANDOFFS_SEE_ALL,
    Right.DESK_WORK,
    Right.TICKETS_SEE_ALL,
    Right.TICKETS_WORK,
    Right.STATS_SEE,
}
_OPERATION = {
    Right.KNOWLEDGE_MANAGE,
    Right.METRICS_READ,
    Right.HANDOFFS_SUPERVISE,
    Right.WORKFORCE_MANAGE,
    Right.REPLIES_SHARE,
    Right.WORKFLOW_MANAGE,
    Right.CONVERSATIONS_SEARCH,
    Right.STATS_SEE_ALL,
    Right.STATS_EXPORT,
    Right.USERS_MANAGE,
    Right.ROLES_MANAGE,
    Right.SETTINGS_MANAGE,
    Right.AUDIT_SEE,
    Right.SYSTEM_SEE,
}

KINDS: dict[Right, Kind] = {
    right: Kind.CONFIGURE
    if right.value.endswith(".manage") or right is Right.REPLIES_SHARE
    else Kind.SEE
    if right.value.split(".")[1] in ("see", "see_all", "search", "read", "export")
    else Kind.DO
    for right in Right
}
"""Every right is to see data, to do things, or to change how the product works."""

KEPT_BY_ADMINISTRATORS = frozenset({Right.ROLES_MANAGE, Right.USERS_MANAGE})
"""What the role of administrators never loses: somebody must be able to give rights back."""

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.CUSTOMER: frozenset(_ASK),
    Role.AGENT: frozenset(_ASK | _PEOPLE),
    Role.ADMIN: frozenset(_ASK | _PEOPLE | _OPERATION),
}

DEMO_ACCOUNTS = ("admin", "agent1", "agent2", "customer1", "customer2")
"""The demo company's people, whose password many know."""

RESERVED = frozenset({*DEMO_ACCOUNTS, "administrator", "root", "system", "support", "service", "aics"})
"""Names that strangers may not register: they would pass for ours, or keep production from starting."""

MIN_PASSWORD_CHARS = 8
MAX_PASSWORD_BYTES = 72
"""bcrypt reads no further: a longer one would be cut silently, so it is refused."""

_USERNAME = re.compile(r"[A-Za-z0-9_.\-]{3,50}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_PHONE = re.compile(r"\+?[0-9 \-]{5,20}")
_WELL_KNOWN = frozenset(
    word
    for line in (
        "12345678 123456789 1234567890 87654321 987654321 0123456789 123123123 12341234 11223344 1q2w3e4r",
        "1qaz2wsx a1234567 a12345678 aa123456 abc12345 abcd1234 admin123 admin1234 administrator asdfghjk",
        "asdf1234 baseball changeme computer customer dragon123 football iloveyou letmein1 master123",
        "michael1 passw0rd password password1 password12 password123 p@ssw0rd p@ssword princess qwer1234",
        "qwert123 qwerty12 qwerty123 qwertyui qwertyuiop sunshine superman test1234 trustno1 welcome1",
        "welcome123 woaini1314 woaini520 zaq12wsx zxcvbnm1",
    )
    for word in line.split()
)
"""What is tried first, here and elsewhere; longer ones fall to the other rules."""


SCOPES: dict[Role, Scope] = {Role.CUSTOMER: Scope.OWN, Role.AGENT: Scope.ALL, Role.ADMIN: Scope.ALL}
"""Whose rows the people of a built-in role are shown in the beginning."""


def rights_of(role: str) -> frozenset[Right]:
    """What a built-in role may in the beginning; what it may now is stored. Any other has none."""
    return RIGHTS.get(Role(role), frozenset()) if role in set(Role) else frozenset()


def scope_of(role: str) -> Scope:
    """How far a built-in role sees in the beginning; any other sees what is its own."""
    return SCOPES[Role(role)] if role in set(Role) else Scope.OWN


def known_rights(names: Iterable[str]) -> frozenset[Right]:
    """Of stored names those that are rights still."""
    return frozenset(Right(name) for name in names if name in set(Right))


def mailed_to(email: str | None, *, sends: bool) -> str:
    """Where the link of an invitation goes by mail; nowhere when no mail is sent, or no address known."""
    return email if email and sends and is_address(email) else ""


def fault_of_username(username: str) -> str | None:
    """The code of what is wrong with a new user name, or None."""
    return None if _USERNAME.fullmatch(username) else "username_form"


def fault_of_password(password: str, username: str) -> str | None:
    """The code of what is wrong with a new password, or None."""
    if len(password) < MIN_PASSWORD_CHARS:
        return "password_short"
    if len(password.encode("utf-8", "surrogatepass")) > MAX_PASSWORD_BYTES:
        return "password_long"
    if not password.isprintable():  # nobody can type it again, and bcrypt stops at a zero byte
        return "password_weak"
    lowered = password.lower()
    is_known = lowered in _WELL_KNOWN or lowered in (username.lower(), username.lower()[::-1])
    return "password_weak" if is_known or len(set(password)) < 4 else None  # noqa: PLR2004 - three letters repeated are no password


def fault_of_email(email: str) -> str | None:
    """The code of what is wrong with an e-mail address, or None."""
    return None if len(email) <= 100 and _EMAIL.fullmatch(email) else "email_form"  # noqa: PLR2004 - the column's width


def fault_of_locale(locale: str) -> str | None:
    """The code of what is wrong with a language, or None."""
    return None if locale in LOCALES else "unknown"


def fault_of_phone(phone: str) -> str | None:
    """The code of what is wrong with a telephone number, or None."""
    return None if _PHONE.fullmatch(phone) else "phone_form"
