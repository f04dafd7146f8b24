"""A token is believed only if we made it, for us, and its time is not over."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.accounts.rules import rights_of
from aics_app.accounts.tokens import CLOCKS_DIFFER_S, Tokens
from aics_app.core import clock
from aics_app.settings.sections import JwtSection

SECRET = "a secret of the tests, long enough for HS512 as well, which asks for 64 bytes"
LENA = Actor(7, "lena", "Lena", Role.CUSTOMER, rights_of(Role.CUSTOMER), session_id="0123abcd")


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(JwtSection(secret=SECRET, expiration=3600, issuer="aics"))


def claims(**changed: Any) -> dict[str, Any]:
    at = clock.now()
    whole = {"user_id": 7, "iss": "aics", "iat": at, "exp": at + timedelta(hours=1), "jti": "0123abcd"}
    return {name: value for name, value in (whole | changed).items() if value is not None}


def test_a_token_says_who_and_names_its_session(tokens: Tokens) -> None:
    token = tokens.issue(LENA, clock.now())
    assert tokens.session_id(token) == "0123abcd"
    said = jwt.decode(token, options={"verify_signature": False})
    assert {name: said[name] for name in ("user_id", "username", "role", "iss", "jti")} == {
        "user_id": 7,
        "username": "lena",
        "role": "USER",
        "iss": "aics",
        "jti": "0123abcd",
    }
    assert said["exp"] - said["iat"] == 3600


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another"},
        {"iss": None},
        {"exp": None},
        {"jti": None},
        {"user_id": None},
        {"jti": 5},
        {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
        {"exp": "soon"},
        {"iat": datetime(2120, 1, 1, tzinfo=UTC)},
    ],
)
def test_wrong_or_missing_claims(tokens: Tokens, changed: dict[str, Any]) -> None:
    forged = (
        jwt.encode(claims(**changed), SECRET, algorithm="HS256") if changed != {"jti": 5} else _raw(changed)
    )
    assert tokens.session_id(forged) is None


def _raw(changed: dict[str, Any]) -> str:
    return jwt.api_jws.encode(
        json.dumps(claims(**changed), default=lambda at: at.timestamp()).encode(), SECRET
    )


def test_a_token_for_which_the_clock_is_a_little_behind_counts(tokens: Tokens) -> None:
    ahead = clock.now() + timedelta(seconds=CLOCKS_DIFFER_S - 5)
    assert tokens.session_id(tokens.issue(LENA, ahead)) == "0123abcd"


@pytest.mark.parametrize(
    ("secret", "algorithm"), [("another secret of at least 32 bytes", "HS256"), (SECRET, "HS512")]
)
def test_another_secret_or_algorithm(tokens: Tokens, secret: str, algorithm: str) -> None:
    assert tokens.session_id(jwt.encode(claims(), secret, algorithm=algorithm)) is None


def test_an_unsigned_token_is_none(tokens: Tokens) -> None:
    def part(content: dict[str, Any]) -> str:
        text = json.dumps(content, default=lambda at: at.timestamp()).encode()
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    for algorithm in ("none", "None", "NONE"):
        assert tokens.session_id(f"{part({'alg': algorithm})}.{part(claims())}.") is None


@pytest.mark.parametrize(
    "junk", ["", ".", "..", "a.b.c", "é.é.é", "x" * 100_000, "\x00.\x00.\x00", "{}", "bnVsbA.bnVsbA.bnVsbA"]
)
def test_junk(tokens: Tokens, junk: str) -> None:
    assert tokens.session_id(junk) is None


def test_a_changed_token_is_none(tokens: Tokens) -> None:
    head, body, signature = tokens.issue(LENA, clock.now()).split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    raised = base64.urlsafe_b64encode(json.dumps(said | {"role": "ADMIN"}).encode()).decode().rstrip("=")
    assert tokens.session_id(f"{head}.{raised}.{signature}") is None
