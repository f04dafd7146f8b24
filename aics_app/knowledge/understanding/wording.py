"""TF-IDF over character and word pieces, for many short texts and one question at a time."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.rules.matching import grams

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Counted = dict[str, Counter[str]]


@lru_cache(maxsize=8)
def _pieces_of(text: str) -> Counter[str]:
    """Counted once for the several collections that a message is compared with."""
    return Counter(grams(text))


class Wordings:
    """Texts by their pieces: `similar(text)` is the cosine of its TF-IDF vector to each of them.

    Kept as postings (for each piece, in which texts and with what weight), so that one question touches
    only the texts that share a piece with it. Building is vectorised: 7,000 texts take about 0.2 s.
    """

    def __init__(self, texts: Sequence[str], counted: Counted | None = None) -> None:
        """`counted` remembers the pieces of texts from one building to the next."""
        counted = counted if counted is not None else {}
        self.size = len(texts)
        self._ids: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        counts: list[int] = []
        for row, text in enumerate(texts):
            pieces = counted.get(text)
            if pieces is None:
                pieces = counted[text] = Counter(grams(text))
            rows += [row] * len(pieces)
            columns += [self._ids.setdefault(piece, len(self._ids)) for piece in pieces]
            counts += pieces.values()
        self._fill(np.array(rows, np.int32), np.array(columns, np.int32), np.array(counts, np.float32))

    def _fill(self, rows: Ints, columns: Ints, counts: Floats) -> None:
        found_in = np.bincount(columns, minlength=len(self._ids))
        self._idf = (np.log((1 + self.size) / (1 + found_in)) + 1).astype(np.float32)
        weights: NDArray[np.floating] = (1 + np.log(counts)) * self._idf[columns]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=self.size))
        weights = weights / np.maximum(lengths[rows], 1e-9)
        order = np.argsort(columns, kind="stable")
        self.rows, self.columns = rows[order], columns[order]
        self.weights = weights[order].astype(np.float32)
        self._ends = np.cumsum(found_in)
        self._begins = self._ends - found_in

    @property
    def pieces(self) -> int:
        """How many different pieces there are."""
        return len(self._ids)

    def vector(self, text: str) -> tuple[list[int], Floats]:
        """The known pieces of a text and their weights in a vector of length 1, unknown ones counted in."""
        counted = _pieces_of(text)
        rare = float(np.log(1 + self.size) + 1)
        known = [(self._ids[piece], count) for piece, count in counted.items() if piece in self._ids]
        places = [place for place, _ in known]
        weights = (1 + np.log([count for _, count in known])) * self._idf[places] if known else np.zeros(0)
        strange = sum(
            ((1 + np.log(count)) * rare) ** 2 for piece, count in counted.items() if piece not in self._ids
        )
        length = float(np.sqrt(np.sum(weights**2) + strange))
        return places, (weights / max(length, 1e-9)).astype(np.float32)

    def similar(self, text: str) -> Floats:
        """The cosine (0–1) of the text's wording to every text's, shape (texts,)."""
        places, weights = self.vector(text)
        if not places:
            return np.zeros(self.size, np.float32)
        slices = [slice(self._begins[place], self._ends[place]) for place in places]
        rows = np.concatenate([self.rows[at] for at in slices])
        shares = [weight * self.weights[at] for weight, at in zip(weights, slices, strict=True)]
        return np.bincount(rows, np.concatenate(shares), minlength=self.size).astype(np.float32)

    def kernel(self) -> Floats:
        """The cosines of all texts to each other, shape (texts, texts)."""
        found = np.zeros((self.size, self.size), np.float32)
        for begin, end in zip(self._begins, self._ends, strict=True):
            rows, weights = self.rows[begin:end], self.weights[begin:end]
            found[np.ix_(rows, rows)] += np.outer(weights, weights)
        return found
