"""The broom: once an hour, what was uploaded and never sent goes, and files that no row speaks of."""

from aics_app.attachments.keeping import Attachments
from aics_app.core.cache import Cache
from aics_app.core.rounds import Rounds

EVERY_S = 3600
CLAIM = "attachments:sweep"


class Broom:
    """Every replica has one; of each hour one of them sweeps, and two would do no harm."""

    def __init__(self, attachments: Attachments, cache: Cache, *, every_s: float = EVERY_S) -> None:
        self._attachments = attachments
        self._cache = cache
        self.rounds = Rounds("attachments", self.turn, every_s, at_once=False)

    async def turn(self) -> int | None:
        """Sweep if nobody has in this hour; None if somebody has."""
        if not await self._cache.add(CLAIM, "1", EVERY_S):
            return None
        return await self._attachments.sweep()
