"""What to do with the best entries found: answer, ask back, or say that nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What the scores allow."""

    ANSWER = "answer"
    ASK_BACK = "ask_back"
    NONE = "none"


@dataclass(frozen=True)
class Ranked:
    """An entry's score (0–1) and language; different entries of one language are different matters."""

    score: float
    language: str


@dataclass(frozen=True)
class Thresholds:
    """The scores that decide, as the test box shows them."""

    direct: float
    margin: float
    floor: float


DEFAULT = Thresholds(direct=0.5, margin=0.3, floor=0.12)
"""Scores are probabilities, so these say what they mean: as likely as not, and well ahead of the next.

Chosen by `knowledge/understanding/evaluation/tuning.py` on development questions: of those whose own entry
is missing 7 % are answered from another one (by a wider margin fewer, but so are those that could be
answered), and of strangers' questions 11 % are asked back.
"""


def decide(ranked: Sequence[Ranked], thresholds: Thresholds = DEFAULT) -> Decision:
    """Answer from the first entry, offer the best as "did you mean", or neither.

    `ranked` is sorted, best first. The margin is measured to the next entry of the first one's language:
    its twin in the other language says the same and is no competitor.
    """
    if not ranked or ranked[0].score < thresholds.floor:
        return Decision.NONE
    best = ranked[0]
    if best.score >= thresholds.direct and margin(ranked) >= thresholds.margin:
        return Decision.ANSWER
    return Decision.ASK_BACK


def margin(ranked: Sequence[Ranked]) -> float:
    """How far the first entry is ahead of the next of its language; its whole score when alone."""
    if not ranked:
        return 0.0
    rivals = (other.score for other in ranked[1:] if other.language == ranked[0].language)
    return ranked[0].score - next(rivals, 0.0)
