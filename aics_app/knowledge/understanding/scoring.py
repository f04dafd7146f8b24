"""How sure it is that an entry answers: likenesses, weighed, and set against the other entries.

The weights were fitted by `evaluation/tuning.py` on the demo company's FAQ: each similar question, left out
of the index, must find its entry, and so must each question with a slip of the pen; with its entry taken
away, or when a stranger asks, nothing must be found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

RIVALS = 10
"""Entries set against each other: with more, a large FAQ would be less sure than a small one."""

CLOSE = 0.6
"""Meaning from which a question says nearly the same: beyond it, `closeness` counts as well."""

EXACT = 20.0
"""Added for the very same question, so that nothing else counts."""


@dataclass(frozen=True)
class Likenesses:
    """One value an entry, shape (entries,), each 0–1.

    `meaning` and `wording`: of the most similar of its questions; `support`: meaning of the next two;
    `answer` and `answer_wording`: of its answer; `topic`: probability that the message's intent is the
    entry's category.
    """

    meaning: Floats
    support: Floats
    wording: Floats
    answer: Floats
    answer_wording: Floats
    topic: Floats


@dataclass(frozen=True)
class Weights:
    """What each likeness counts, and what must be beaten before anything is found (`nothing`)."""

    meaning: float = 2.7
    closeness: float = 10.6
    support: float = 2.5
    wording: float = 1.0
    answer: float = 3.7
    answer_wording: float = 9.2
    topic: float = 1.0
    nothing: float = 5.2


FITTED = Weights()


def weighed(like: Likenesses, weights: Weights = FITTED) -> Floats:
    """The evidence for each entry, in log odds."""
    total: Floats = (
        weights.meaning * like.meaning
        + weights.closeness * np.maximum(like.meaning - CLOSE, 0)
        + weights.support * like.support
        + weights.wording * like.wording
        + weights.answer * like.answer
        + weights.answer_wording * like.answer_wording
        + weights.topic * like.topic
    )
    return total


def probabilities(evidence: Floats, weights: Weights = FITTED) -> Floats:
    """The probability of each entry against its best rivals and "nothing fits"; it sums to less than 1."""
    rivals = np.partition(evidence, -RIVALS)[-RIVALS:] if len(evidence) > RIVALS else evidence
    top = max(float(rivals.max(initial=weights.nothing)), weights.nothing)
    whole = np.exp(rivals - top).sum() + np.exp(weights.nothing - top)
    found: Floats = np.exp(evidence - top) / whole
    return np.minimum(found, 1.0)
