"""What the API tells of conversations that were searched for."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from aics_app.stats.queries.conversations import Found
from aics_app.stats.queries.export_rows import Talk


class TalkOut(BaseModel):
    """One conversation, and what was said in it in figures."""

    session_id: str
    title: str
    customer: str
    language: str
    created_at: datetime
    last_message_at: datetime
    solved: bool | None
    questions: int
    answers: int
    sources: Sequence[str]
    intents: Sequence[str]
    handoffs: int
    agents: Sequence[str]
    helpful: int
    unhelpful: int

    @classmethod
    def of(cls, one: Talk) -> "TalkOut":
        """From what was read."""
        return cls(
            session_id=one.id,
            title=one.title,
            customer=one.customer,
            language=one.language,
            created_at=one.began,
            last_message_at=one.last,
            solved=one.solved,
            questions=one.questions,
            answers=one.answers,
            sources=one.sources,
            intents=one.intents,
            handoffs=one.handoffs,
            agents=one.agents,
            helpful=one.helpful,
            unhelpful=one.unhelpful,
        )


class FoundOut(BaseModel):
    """A page. `looked_back_to`: it was looked no further back, and the cursor goes on from there."""

    items: list[TalkOut]
    next_cursor: str | None
    looked_back_to: datetime | None

    @classmethod
    def of(cls, found: Found) -> "FoundOut":
        """From what was found."""
        return cls(
            items=[TalkOut.of(one) for one in found.talks],
            next_cursor=found.next_cursor,
            looked_back_to=found.looked_back_to,
        )
