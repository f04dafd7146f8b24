"""What is known about one message: what it wants, and which entries would answer it."""

from dataclasses import dataclass

from aics_app.knowledge.rules.decisions import Decision, Thresholds

LEAST_READABLE = 0.02


@dataclass(frozen=True)
class Candidate:
    """An enabled entry that may answer, and why it was found.

    `score` is the probability (0–1) that it answers the message; 1 is the same question. `matched` is the
    nearest of its questions; `likeness` holds what the score was made of, by the names of
    `scoring.Likenesses`.
    """

    faq_id: int
    version: int
    language: str
    category: str
    question: str
    passage: str
    score: float
    matched: str
    likeness: dict[str, float]


@dataclass(frozen=True)
class Understood:
    """One message, understood. `intents` holds every intent with its probability, most likely first."""

    text: str
    language: str
    intent: str
    intent_confidence: float
    intents: tuple[tuple[str, float], ...]
    wants_person: bool
    candidates: tuple[Candidate, ...]
    decision: Decision
    margin: float
    thresholds: Thresholds
    knowledge_version: str

    def worth_reading(self, limit: int = 3) -> tuple[Candidate, ...]:
        """Entries to ask back with, or for a model to read: best first, in the customer's language if any.

        None when nothing was found at all; else also such as would not be asked about on their own.
        """
        if not self.candidates or self.confidence < self.thresholds.floor:
            return ()
        some = [candidate for candidate in self.candidates if candidate.score >= LEAST_READABLE]
        own = [candidate for candidate in some if candidate.language == self.language]
        return tuple((own or some)[:limit])

    @property
    def confidence(self) -> float:
        """How well the best entry fits, 0–1; 0 when there is none."""
        return self.candidates[0].score if self.candidates else 0.0
