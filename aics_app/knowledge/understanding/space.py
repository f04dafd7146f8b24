"""One geometry for all embedding models: what all messages share taken away, one scale of distance."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.understanding.embedder import Vectors

NEIGHBOURS = 3
USUAL_NEARNESS = 0.537
"""Mean cosine of a training message to its three nearest; other models are scaled to this one."""


class Space:
    """Learnt from many messages of one model. In it, dot products are similarities.

    Subtracting the mean of all messages raised hits@1 of retrieval by 1–3 points and of intents by 2.
    """

    def __init__(self, messages: Vectors, kinds: Sequence[str], outside: str) -> None:
        self._centre = messages.mean(axis=0)
        self._scale = 1.0
        points = self.place(messages)
        inside = np.array([kind != outside for kind in kinds])
        near = nearness(points[inside] @ points[inside].T, leave_out_self=True)
        self._scale = float(np.sqrt(USUAL_NEARNESS / max(float(near.mean()), 1e-3)))
        self.usual, self.spread = USUAL_NEARNESS, float(near.std()) * self._scale**2

    def place(self, vectors: Vectors) -> Vectors:
        """Points of equal length, one for each row."""
        moved = vectors - self._centre
        placed: Vectors = moved * (
            self._scale / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        )
        return placed


def nearness(similar: NDArray[np.float32], *, leave_out_self: bool = False) -> NDArray[np.float32]:
    """For each row the mean of its three largest values, without the diagonal if that is oneself."""
    if leave_out_self:
        similar = similar.copy()
        np.fill_diagonal(similar, -1)
    count = min(NEIGHBOURS, similar.shape[1])
    mean: NDArray[np.float32] = np.partition(similar, -count, axis=1)[:, -count:].mean(axis=1)
    return mean
