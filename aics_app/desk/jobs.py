"""What was said before each hand-off, summed up by the model for whoever takes it; nothing waits for it.

Every replica looks. A claim lets one ask the model, and keeps a model that failed in peace for a while; the
row is written only once, so that doing it twice would change nothing.
"""

import logging
from datetime import datetime, timedelta

from aics_app.chat.replies import Tools, topic_of
from aics_app.core import clock
from aics_app.core.rounds import Rounds
from aics_app.desk import queries, views
from aics_app.desk.rules import prompts
from aics_app.handoff import actions as handoffs
from aics_app.handoff.news import TOPIC
from aics_app.llm import ModelError

logger = logging.getLogger(__name__)

EVERY_S = 60.0
GATHER_S = 0.2
CLAIM_S = 300
"""As long as one replica has one hand-off to itself, and as long until a model that failed is asked again."""
MOST_TOKENS = 300
COOL = 0.3


class Summaries:
    """Looks when somebody begins to wait, and every `every_s` seconds; one call of the model at a time."""

    def __init__(self, tools: Tools, *, now: clock.Clock = clock.now, every_s: float = EVERY_S) -> None:
        self._tools, self._now = tools, now
        self._tried: dict[int, datetime] = {}
        self.rounds = Rounds("summaries", self.turn, every_s, gather_s=GATHER_S)
        self.rounds.hear(tools.live, TOPIC)

    async def turn(self) -> int:
        """Sum up what can be now; how many were. Raises `DatabaseUnavailable`."""
        async with self._tools.db.reading() as session:
            open_ones = await queries.unsummarised(session)
        due = self._not_tried_lately(open_ones)
        return sum([await self._sum_up(*one) for one in due])

    def _not_tried_lately(self, open_ones: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Of some nothing can be summed up: news comes often, and would ask for the same claims each time."""
        now = self._now()
        lately = {one: at for one, at in self._tried.items() if now - at < timedelta(seconds=CLAIM_S)}
        due = [one for one in open_ones if one[0] not in lately]
        self._tried = {one: lately.get(one, now) for one, _ in open_ones}
        return due

    async def _sum_up(self, handoff_id: int, conversation_id: str) -> bool:
        if not await self._tools.cache.add(f"handoff:summary:{handoff_id}", "1", CLAIM_S):
            return False
        async with self._tools.db.reading() as session:
            language, talk = await views.talk_before(session, conversation_id)
        if {"customer", "assistant"} - {line.by for line in talk}:  # a first question says it better itself
            return False
        turns = prompts.summary(self._tools.company, language, talk)
        try:
            text = await self._tools.model.complete(turns, max_tokens=MOST_TOKENS, temperature=COOL)
        except ModelError as error:
            logger.info("summary of hand-off %s: %s", handoff_id, error.code)
            return False
        async with self._tools.db.transaction() as session:
            kept = await handoffs.keep_summary(session, handoff_id, text)
        if kept:  # a kind of news that the staff alone is told
            self._tools.live.post(topic_of(conversation_id), {"type": "note"})
        return kept
