"""Who is asking, for routes and screens: from a verified token to an actor, and no other way.

The database decides; an answer is remembered for seconds, and forgotten at once when a sign-in ends anywhere.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

from fastapi import Depends, Request

from aics_app.accounts import queries
from aics_app.accounts.models import Actor, Right
from aics_app.accounts.tokens import Tokens
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, NotSignedIn
from aics_app.core.live import Live, Message

COOKIE = "aics_session"
ENDED = "sessions.ended"
REMEMBERED_S = 5.0
MAX_REMEMBERED = 10_000


class Identities:
    """Actors by session, remembered for `REMEMBERED_S`."""

    def __init__(self, db: Database, tokens: Tokens, live: Live, monotonic: Callable[[], float] = time.monotonic):
        self._db = db
        self.tokens = tokens
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()
        live.subscribe(ENDED, self._forget)

    async def find(self, token: str) -> Actor | None:
        """The actor of a token; None when it is false, over, or ended."""
        session_id = self.tokens.session_id(token) if token else None
        if session_id is None:
            return None
        known = self._known.get(session_id)
        if known and known[1] > self._monotonic():
            return known[0]
        async with self._db.reading() as session:
            actor = await queries.find_actor(session, session_id, clock.now())
        if actor:
            self._known[session_id] = (actor, self._monotonic() + REMEMBERED_S)
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return actor

    def _forget(self, _topic: str, message: Message) -> None:
        for session_id in message.get("session_ids", ()):
            self._known.pop(session_id, None)


def token_in_cookie(header: str) -> str:
    """The session token in a Cookie header, or nothing."""
    if COOKIE not in header:
        return ""
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def token_of(request: Request) -> str:
    """The token that a request carries: `Bearer`, else the cookie."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return token_in_cookie(request.headers.get("cookie", ""))


async def signed_in(request: Request) -> Actor:
    """The actor of this request. Raises `NotSignedIn`."""
    actor = await use(Identities).find(token_of(request))
    if actor is None:
        raise NotSignedIn
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


def having(right: Right) -> Callable[[Actor], Actor]:
    """A dependency: the actor, who has this right. `actor: Annotated[Actor, Depends(having(…))]`."""

    def check(actor: SignedIn) -> Actor:
        if not actor.may(right):
            raise Forbidden(right)
        return actor

    return check
