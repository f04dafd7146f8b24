"""Questions about a customer's own matters, answered from data by the features that keep it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.chat.actions import Answer, Asked
from aics_app.chat.models import Source
from aics_app.core.db import Database
from aics_app.knowledge.understanding import Understood

CERTAIN = 0.5
"""Of the intent. A wrong guess shows people their own tickets, which is beside the point but true."""


@dataclass(frozen=True)
class Inquiry:
    """What somebody wants to know of his own. `is_answerable`: something published answers it as well."""

    conversation_id: str
    question: str
    language: str
    is_answerable: bool


Informant = Callable[[AsyncSession, Inquiry], Awaitable[str | None]]
"""Answers in Markdown for the conversation's customer; None where there is nothing to say."""
Informants = Mapping[str, Informant]
"""By intent: features above register themselves."""


async def answer_of(
    db: Database, informants: Informants, asked: Asked, understood: Understood, *, is_answerable: bool
) -> Answer | None:
    """From data, if somebody keeps any on what is asked. It is nobody else's, and never remembered."""
    informant = informants.get(understood.intent)
    if informant is None or understood.intent_confidence < CERTAIN:
        return None
    inquiry = Inquiry(asked.conversation_id, asked.question, asked.language, is_answerable)
    async with db.reading() as session:
        text = await informant(session, inquiry)
    if text is None:
        return None
    return Answer(text, Source.DATA, confidence=understood.intent_confidence, intent=understood.intent)
