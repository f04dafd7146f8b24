"""Understanding without a model: what each message means is written down by the test."""

from dataclasses import dataclass, field

from aics_app.core.db import Database
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.rules import Decision, wants_person
from aics_app.knowledge.rules.decisions import DEFAULT
from aics_app.knowledge.understanding import Candidate, Understanding, Understood


def entry(
    question: str, answer: str, *, score: float = 0.95, faq_id: int = 1, language: str = "zh"
) -> Candidate:
    """An FAQ entry that fits with this score."""
    return Candidate(
        faq_id=faq_id,
        version=1,
        language=language,
        category="refund",
        question=question,
        passage=answer,
        score=score,
        matched=question,
        likeness={},
    )


@dataclass
class Meaning:
    """What one message means."""

    decision: Decision = Decision.NONE
    candidates: tuple[Candidate, ...] = ()
    intent: str = "product"
    certain: float = 0.9


@dataclass
class ScriptedUnderstanding(Understanding):
    """Knows the messages in `meanings`, and no other. `asked` keeps what it was asked."""

    meanings: dict[str, Meaning] = field(default_factory=dict)
    version: str = "v1"
    is_away: bool = False
    asked: list[str] = field(default_factory=list)

    async def start(self, db: Database) -> None:
        """Nothing to learn."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def understand(self, text: str, language: str) -> Understood:
        """As written down."""
        if self.is_away:
            raise UnderstandingUnavailable
        self.asked.append(text)
        meaning = self.meanings.get(text, Meaning())
        return Understood(
            text=text,
            language=language,
            intent=meaning.intent,
            intent_confidence=meaning.certain,
            intents=((meaning.intent, meaning.certain),),
            wants_person=wants_person(text),
            candidates=meaning.candidates,
            decision=meaning.decision,
            margin=0.5,
            thresholds=DEFAULT,
            knowledge_version=self.version,
        )


def answers(question: str, answer: str, **facts: object) -> dict[str, Meaning]:
    """Meanings in which this question is answered by this entry."""
    return {question: Meaning(Decision.ANSWER, (entry(question, answer, **facts),), "refund")}  # type: ignore[arg-type]  # facts are entry's own
