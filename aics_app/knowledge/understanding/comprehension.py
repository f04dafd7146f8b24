"""All that is needed to understand a message, of one moment: replaced as a whole when knowledge changes."""

from dataclasses import dataclass

from aics_app.knowledge.rules import decisions
from aics_app.knowledge.rules.decisions import Ranked, Thresholds, decide
from aics_app.knowledge.rules.wishes import wants_person
from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.intents import Intents
from aics_app.knowledge.understanding.retrieval import Index
from aics_app.knowledge.understanding.space import Space
from aics_app.knowledge.understanding.understood import Understood

CANDIDATES = 10


@dataclass(frozen=True)
class Comprehension:
    """Intents and entries in one space. `version` names what is published."""

    space: Space
    intents: Intents
    index: Index
    version: str
    thresholds: Thresholds = decisions.DEFAULT

    def of(self, text: str, language: str, vectors: Vectors) -> Understood:
        """What the message wants and what answers it. `vectors` is its embedding, shape (1, dimensions)."""
        (point,) = self.space.place(vectors)
        chances = self.intents.chances(text, point)
        candidates = tuple(self.index.search(text, point, language, chances, CANDIDATES))
        ranked = [Ranked(found.score, found.language) for found in candidates]
        intent, confidence = next(iter(chances.items()))
        return Understood(
            text=text,
            language=language,
            intent=intent,
            intent_confidence=confidence,
            intents=tuple(chances.items()),
            wants_person=wants_person(text),
            candidates=candidates,
            decision=decide(ranked, self.thresholds),
            margin=round(decisions.margin(ranked), 4),
            thresholds=self.thresholds,
            knowledge_version=self.version,
        )
