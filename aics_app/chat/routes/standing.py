"""Whether who opened a stream may go on hearing it: a stream outlives the request that was let in."""

import asyncio
from collections.abc import Callable

from aics_app.accounts.identity import ENDED, RIGHTS, concerns
from aics_app.accounts.models import Actor
from aics_app.accounts.queries import find_actor
from aics_app.chat import queries
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import NotFound
from aics_app.core.live import Live, Message

AGAIN_S = 15.0


class Standing:
    """The sign-in and the rights that a stream was opened with.

    They are in doubt when news of either is heard, and every `AGAIN_S` anyway: news may be lost, and a
    conversation may leave the scope of who hears it.
    """

    def __init__(self, actor: Actor, conversation_id: str) -> None:
        self._actor, self._conversation_id = actor, conversation_id
        self._is_doubtful = False
        self._asked_at = asyncio.get_running_loop().time()
        self._rouse: Callable[[], None] | None = None
        live = use(Live)
        self._leaves = [live.subscribe(ENDED, self._on_ended), live.subscribe(RIGHTS, self._on_rights)]

    def rouses(self, rouse: Callable[[], None]) -> None:
        """Call `rouse` as soon as it is in doubt."""
        self._rouse = rouse

    async def holds(self) -> bool:
        """Whether the sign-in counts still, with the same rights, and the conversation may be seen."""
        at = asyncio.get_running_loop().time()
        if not self._is_doubtful and at - self._asked_at < AGAIN_S:
            return True
        self._is_doubtful, self._asked_at = False, at  # before reading: what is heard meanwhile counts
        async with use(Database).reading() as session:
            now = await find_actor(session, self._actor.session_id, clock.now())
            if now is None or (now.rights, now.scope) != (self._actor.rights, self._actor.scope):
                return False
            try:
                await queries.get_conversation(session, now, self._conversation_id)
            except NotFound:  # the answer began long ago: all that is left to say is nothing
                return False
        return True

    def close(self) -> None:
        """Hear no more."""
        for leave in self._leaves:
            leave()

    def _on_ended(self, _topic: str, message: Message) -> None:
        if self._actor.session_id in message.get("session_ids", ()):
            self._doubt()

    def _on_rights(self, _topic: str, message: Message) -> None:
        if concerns(self._actor.user_id, self._actor.role, message):
            self._doubt()

    def _doubt(self) -> None:
        self._is_doubtful = True
        if self._rouse:
            self._rouse()
