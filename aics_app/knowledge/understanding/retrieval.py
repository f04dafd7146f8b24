"""Which entries ask what the customer asks: an index in memory over every enabled entry and its similar questions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.rules.matching import normalised
from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.understood import Candidate
from aics_app.knowledge.understanding.wording import Wordings

Floats = NDArray[np.float32]

WORDING_WEIGHT = 0.25
"""Share of the wording in the score; the rest is the meaning."""

OTHER_LANGUAGE = 0.08
"""Taken from the score of entries in another language than the customer's: they win only where ours says nothing."""


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
        self, entries: Sequence[Entry], vectors: Vectors, counted: "dict[str, Counter[str]]"
    ) -> None:
        self.entries = list(entries)
        self._texts = [question for entry in entries for question in entry.questions]
        self._vectors = vectors
        self._wordings = Wordings(self._texts, counted)
        sizes = [len(entry.questions) for entry in entries]
        self._begins = np.cumsum([0, *sizes[:-1]]).astype(np.intp) if sizes else np.zeros(0, np.intp)
        self._languages = np.array([entry.language for entry in entries])
        self._exact: dict[str, list[int]] = {}
        for row, text in enumerate(self._texts):
            self._exact.setdefault(normalised(text), []).append(row)

    def search(self, text: str, vector: Floats, language: str, limit: int) -> list[Candidate]:
        """At most `limit` entries, best first; those in `language` before equals in another."""
        if not self.entries:
            return []
        meaning = np.clip(self._vectors @ vector, 0, 1)
        wording = np.clip(self._wordings.similar(text), 0, 1)
        scores = (1 - WORDING_WEIGHT) * meaning + WORDING_WEIGHT * wording
        scores[self._exact.get(normalised(text), [])] = 1.0
        best = np.maximum.reduceat(scores, self._begins)
        best = np.where(self._languages == language, best, best - OTHER_LANGUAGE)
        first = np.argsort(-best, kind="stable")[:limit]
        return [self._candidate(int(at), float(best[at]), scores, meaning, wording) for at in first]

    def _candidate(
        self, at: int, score: float, scores: Floats, meaning: Floats, wording: Floats
    ) -> Candidate:
        entry = self.entries[at]
        begin = int(self._begins[at])
        row = begin + int(np.argmax(scores[begin : begin + len(entry.questions)]))
        return Candidate(
            faq_id=entry.id,
            version=entry.version,
            language=entry.language,
            category=entry.category,
            question=entry.questions[0],
            passage=entry.answer,
            score=round(max(score, 0.0), 4),
            meaning=round(float(meaning[row]), 4),
            wording=round(float(wording[row]), 4),
            matched=self._texts[row],
        )
