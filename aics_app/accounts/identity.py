"""Who is asking, for routes and screens: from a verified token to an actor, and no other way.

The database decides; an answer is remembered for seconds, and forgotten at once when a sign-in ends anywhere.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from aics_app.accounts import queries
from aics_app.accounts.events import RightsChanged, SessionsEnded
from aics_app.accounts.models import Actor, Right
from aics_app.accounts.tokens import Tokens
from aics_app.core import clock, web
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, NotSignedIn
from aics_app.core.events import Event
from aics_app.core.live import Live, Message

COOKIE = "aics_session"
ENDED = "sessions.ended"
RIGHTS = "rights.changed"
PEOPLE = "people.changed"
REMEMBERED_S = 5.0
MAX_REMEMBERED = 10_000


class Identities:
    """Actors by their tokens, remembered for `REMEMBERED_S`: each event and request asks."""

    def __init__(
        self, db: Database, tokens: Tokens, live: Live, monotonic: Callable[[], float] = time.monotonic
    ):
        self._db = db
        self.tokens = tokens
        self._monotonic = monotonic
        self._known: OrderedDict[str, tuple[Actor, float]] = OrderedDict()
        self._endings = 0
        live.subscribe(ENDED, self._forget)
        live.subscribe(RIGHTS, self._forget_all)

    async def find(self, token: str) -> Actor | None:
        """The actor of a token; None when it is false, over, or ended."""
        known = self._known.get(token)
        if known and known[1] > self._monotonic():
            return known[0]
        session_id = self.tokens.session_id(token) if token else None
        if session_id is None:
            return None
        endings = self._endings
        async with self._db.reading() as session:
            actor = await queries.find_actor(session, session_id, clock.now())
        if actor and endings == self._endings:  # else it may have ended while we read
            self._known[token] = (actor, self._monotonic() + REMEMBERED_S)
            while len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return actor

    def _forget(self, _topic: str, message: Message) -> None:
        self._endings += 1
        ended = set(message.get("session_ids", ()))
        for token in [token for token, (actor, _) in self._known.items() if actor.session_id in ended]:
            del self._known[token]

    def _forget_all(self, _topic: str, _message: Message) -> None:
        """Rights change seldom, and to ask anew costs a read for each who is here."""
        self._endings += 1
        self._known.clear()


def announce_ended(live: Live) -> Callable[[SessionsEnded], Awaitable[None]]:
    """A listener that tells every replica which sign-ins count no more."""

    async def told(fact: SessionsEnded) -> None:
        await live.publish(ENDED, {"session_ids": fact.session_ids})

    return told


def announce_rights(live: Live) -> Callable[[RightsChanged], Awaitable[None]]:
    """A listener that tells every replica, and every open page, whose rights are others now."""

    async def told(fact: RightsChanged) -> None:
        await live.publish(RIGHTS, fact.whose())

    return told


def announce_people(live: Live) -> Callable[[Event], Awaitable[None]]:
    """A listener that tells every page with a list of people or roles to look again."""

    async def told(_fact: Event) -> None:
        await live.publish(PEOPLE, {})

    return told


def concerns(user_id: int, role: str, message: Message) -> bool:
    """Whether news on `RIGHTS` are about this person, or about his role."""
    return message.get("user_id") == user_id or message.get("role") == role


def token_in_cookie(header: str) -> str:
    """The session token in a Cookie header, or nothing."""
    return web.cookie_of({"cookie": header}, COOKIE)


def token_of(request: Request) -> str:
    """The token that a request carries: `Bearer`, else the cookie."""
    bearer = web.bearer_of(request.headers)
    return web.cookie_of(request.headers, COOKIE) if bearer is None else bearer


# Only for the API's description: the token itself is read above, where the cookie counts as well.
_described = HTTPBearer(auto_error=False, description="A token of `POST /api/auth/login`.")


async def signed_in(request: Request, _bearer: Annotated[object, Security(_described)] = None) -> Actor:
    """The actor of this request. Raises `NotSignedIn`."""
    actor = await use(Identities).find(token_of(request))
    if actor is None:
        raise NotSignedIn
    return actor


SignedIn = Annotated[Actor, Depends(signed_in)]


def having(right: Right) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency: the actor, who has this right. `actor: Annotated[Actor, Depends(having(…))]`."""

    async def check(actor: SignedIn) -> Actor:  # a plain function would be called in a thread
        if not actor.may(right):
            raise Forbidden(right)
        return actor

    return check
