"""Which entries answer a message: an index in memory over questions, similar questions and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.rules.matching import normalised
from aics_app.knowledge.understanding import scoring
from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.scoring import Likenesses
from aics_app.knowledge.understanding.understood import Candidate
from aics_app.knowledge.understanding.wording import Counted, Wordings

Floats = NDArray[np.floating]

OTHER_LANGUAGE = 0.6
"""Factor on scores of the other language: its entries win only where the customer's says nothing."""

TOPICS: dict[str, tuple[str, ...]] = {
    "ticket": ("ticket_create", "ticket_status"),
    "service": ("service", "handoff", "complaint"),
}
"""Categories that are served by other intents than the one of the same name."""

UNKNOWN_TOPIC = 0.25
"""Topic of entries whose category is no intent: between a likely and an unlikely one."""


@dataclass(frozen=True)
class Entry:
    """A published entry as the index holds it; `questions` begins with the entry's own."""

    id: int
    version: int
    language: str
    category: str
    answer: str
    questions: tuple[str, ...]


class Index:
    """Immutable: a change makes a new one, from the vectors and pieces already known."""

    def __init__(
        self, entries: Sequence[Entry], questions: Vectors, answers: Vectors, counted: Counted
    ) -> None:
        """`questions` has a point for each question of each entry in order, `answers` one for each entry."""
        self.entries = list(entries)
        self._texts = [question for entry in entries for question in entry.questions]
        self._questions, self._answers = questions, answers
        self._wordings = Wordings(self._texts, counted)
        self._answer_wordings = Wordings([entry.answer for entry in entries], counted)
        sizes = np.array([len(entry.questions) for entry in entries], np.intp)
        self._begins = np.cumsum(sizes) - sizes
        self._owners = np.repeat(np.arange(len(entries)), sizes)
        languages = np.array([entry.language for entry in entries])
        self._spoken = {str(spoken): np.flatnonzero(languages == spoken) for spoken in np.unique(languages)}
        self._categories, self._category_of = np.unique(
            [entry.category for entry in entries], return_inverse=True
        )
        self._exact: dict[str, set[int]] = {}
        for owner, text in zip(self._owners, self._texts, strict=True):
            self._exact.setdefault(normalised(text), set()).add(int(owner))

    def search(
        self, text: str, point: Vectors, language: str, topics: Mapping[str, float], limit: int
    ) -> list[Candidate]:
        """At most `limit` entries, surest first; `topics` are the message's intents with probabilities."""
        if not self.entries:
            return []
        rows = self.near(point)
        like = self.likenesses(text, point, topics, rows, self.worded(text))
        evidence = scoring.weighed(like)
        evidence[list(self._exact.get(normalised(text), ()))] += scoring.EXACT
        scores = np.zeros(len(self.entries))
        for spoken, own in self._spoken.items():
            factor = 1.0 if spoken == language else OTHER_LANGUAGE
            scores[own] = scoring.probabilities(evidence[own]) * factor
        first = np.argsort(-scores, kind="stable")[:limit]
        return [self._candidate(int(at), float(scores[at]), like, rows) for at in first]

    def near(self, point: Vectors) -> Floats:
        """How near each question is, in the order of the entries and their questions."""
        rows: Floats = self._questions @ point
        return rows

    def worded(self, text: str) -> Floats:
        """How alike each question is worded, in the same order."""
        return self._wordings.similar(text)

    def likenesses(
        self, text: str, point: Vectors, topics: Mapping[str, float], rows: Floats, words: Floats
    ) -> Likenesses:
        """Everything that speaks for each entry. `rows` and `words` are what `near` and `worded` say."""
        best, support = self._best_three(rows)
        return Likenesses(
            meaning=best,
            support=support,
            wording=np.maximum.reduceat(words, self._begins),
            answer=np.clip(self._answers @ point, 0, 1),
            answer_wording=self._answer_wordings.similar(text),
            topic=self._topics(topics),
        )

    def _best_three(self, rows: Floats) -> tuple[Floats, Floats]:
        """The largest value among each entry's questions, and the mean of the next two."""
        best = np.maximum.reduceat(rows, self._begins)
        second, rest = self._next(rows, best)
        third, _ = self._next(rest, second)
        second = np.where(second < 0, best, second)
        third = np.where(third < 0, second, third)
        return np.clip(best, 0, 1), np.clip((second + third) / 2, 0, 1)

    def _next(self, rows: Floats, best: Floats) -> tuple[Floats, Floats]:
        rest = np.where(rows >= best[self._owners], -1.0, rows)
        return np.maximum.reduceat(rest, self._begins), rest

    def _topics(self, chances: Mapping[str, float]) -> Floats:
        return np.array([_topic(str(category), chances) for category in self._categories])[self._category_of]

    def _candidate(self, at: int, score: float, like: Likenesses, rows: Floats) -> Candidate:
        entry, begin = self.entries[at], int(self._begins[at])
        matched = begin + int(np.argmax(rows[begin : begin + len(entry.questions)]))
        return Candidate(
            faq_id=entry.id,
            version=entry.version,
            language=entry.language,
            category=entry.category,
            question=entry.questions[0],
            passage=entry.answer,
            score=round(score, 4),
            matched=self._texts[matched],
            likeness={name: round(float(values[at]), 4) for name, values in vars(like).items()},
        )


def _topic(category: str, chances: Mapping[str, float]) -> float:
    """The probability that a message with these intents is about a category."""
    if category not in chances and category not in TOPICS:
        return UNKNOWN_TOPIC
    return sum(chances.get(intent, 0.0) for intent in TOPICS.get(category, (category,)))
