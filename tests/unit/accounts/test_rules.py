"""What a name and a password must be, and who may what."""

import pytest

from aics_app.accounts import rules
from aics_app.accounts.models import Right, Role
from aics_app.locales import CATALOGUES


@pytest.mark.parametrize(
    "password", ["spruce needles 7", "密码要够长才行啊", "x1y2z3a4", "ÄÖÜäöüß!", "a" * 3 + "bcdef" * 10]
)
def test_good_passwords(password: str) -> None:
    assert rules.fault_of_password(password, "lena") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "password_short"),
        ("1234567", "password_short"),
        ("x" * 60 + "abcdefghijklm", "password_long"),
        ("密" * 25, "password_long"),  # 75 bytes: bcrypt would see only the first 72
        ("Password", "password_weak"),
        ("12345678", "password_weak"),
        ("QWERTYUI", "password_weak"),
        ("aaabbbccc", "password_weak"),
        ("lena.lena", "password_weak"),
        ("anel.anel", "password_weak"),
        ("needles\x007", "password_weak"),
        ("needles\ud8007", "password_weak"),
        ("needles\n7", "password_weak"),
    ],
)
def test_bad_passwords(password: str, fault: str) -> None:
    assert rules.fault_of_password(password, "Lena.Lena") == fault


@pytest.mark.parametrize("name", ["lena", "Lena.Li", "l-e_n.a", "x" * 50, "007"])
def test_good_user_names(name: str) -> None:
    assert rules.fault_of_username(name) is None


@pytest.mark.parametrize(
    "name", ["", "ab", "x" * 51, "le na", "lena\n", "莉娜", "lena'--", "<b>", "аdmin", "lena\x00"]
)
def test_bad_user_names(name: str) -> None:
    assert rules.fault_of_username(name) == "username_form"


@pytest.mark.parametrize("email", ["lena@mail.example", "l.e+n@a.b-c.example"])
def test_good_addresses(email: str) -> None:
    assert rules.fault_of_email(email) is None


@pytest.mark.parametrize(
    "email",
    ["lena", "@mail.example", "lena@mail", "a b@mail.example", "a@b@c.example", "x" * 95 + "@b.example"],
)
def test_bad_addresses(email: str) -> None:
    assert rules.fault_of_email(email) == "email_form"


def test_telephone_numbers() -> None:
    assert rules.fault_of_phone("+86 138-1234-5678") is None
    assert rules.fault_of_phone("call me") == "phone_form"


def test_rights_grow_with_the_role_and_an_unknown_role_has_none() -> None:
    customer, agent, admin = (rules.rights_of(role) for role in (Role.CUSTOMER, Role.AGENT, Role.ADMIN))
    assert customer < agent < admin == frozenset(Right)
    assert rules.rights_of("SUPERUSER") == rules.rights_of("") == frozenset()


def test_every_fault_has_its_text() -> None:
    codes = ("password_short", "password_long", "password_weak", "username_form", "email_form", "phone_form")
    assert [code for code in codes if f"fault.{code}" not in CATALOGUES["en"]] == []
