"""The token of a sign-in: a JWT (HS256) whose `jti` is the row in `login_session`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from aics_app.accounts.models import Actor
from aics_app.settings import JwtSection

CLOCKS_DIFFER_S = 30
"""What one replica issues must not come from the future to another. The end is for the database to say."""


@dataclass(frozen=True)
class Tokens:
    """Makes and reads tokens with one secret and issuer."""

    settings: JwtSection

    @property
    def lifetime(self) -> timedelta:
        """How long a sign-in counts."""
        return timedelta(seconds=self.settings.expiration)

    def issue(self, actor: Actor, at: datetime) -> str:
        """A signed token for this actor's session."""
        claims = {
            "user_id": actor.user_id,
            "username": actor.username,
            "role": str(actor.role),
            "iss": self.settings.issuer,
            "iat": at,
            "exp": at + self.lifetime,
            "jti": actor.session_id,
        }
        return jwt.encode(claims, self.settings.secret.get_secret_value(), algorithm="HS256")

    def session_id(self, token: str) -> str | None:
        """The session of a genuine, unexpired token; None for any other."""
        try:
            claims = jwt.decode(
                token,
                self.settings.secret.get_secret_value(),
                algorithms=["HS256"],
                issuer=self.settings.issuer,
                leeway=CLOCKS_DIFFER_S,
                options={"require": ["exp", "iss", "jti", "user_id"]},
            )
        except jwt.InvalidTokenError:
            return None
        jti = claims["jti"]
        return jti if isinstance(jti, str) else None
