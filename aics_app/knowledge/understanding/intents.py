"""What a message wants: a kernel classifier over meaning and wording, trained from examples at start.

Least squares in the space of examples ("kernel ridge") has a closed form: no iterations, the same result on every
machine, and exact leave-one-out predictions, from which temperature and the out-of-scope threshold are taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.wording import Wordings

Floats = NDArray[np.float32]

OUT_OF_SCOPE = "out_of_scope"
WORDING_WEIGHT = 0.25
SHARPNESS = 2.0
RIDGE = 0.1
NEIGHBOURS = 3
NEIGHBOUR_WEIGHT = 0.2


@dataclass(frozen=True)
class Example:
    """A message and what it wants."""

    text: str
    intent: str
    language: str


def examples(part: str) -> list[Example]:
    """The examples of `train` or `test`, Chinese first."""
    found: list[Example] = []
    for language in ("zh", "en"):
        source = files("aics_app.knowledge") / "data" / "intents" / f"{part}.{language}.yaml"
        by_intent: dict[str, list[str]] = yaml.safe_load(source.read_text("utf-8"))
        found += [
            Example(str(text), intent, language) for intent, texts in by_intent.items() for text in texts
        ]
    return found


class Intents:
    """A trained classifier. `likely(text, vector)` is quick and keeps nothing."""

    def __init__(self, trained_on: Sequence[Example], vectors: Vectors) -> None:
        self.names = sorted({example.intent for example in trained_on})
        self._centre = vectors.mean(axis=0)
        self._points = self._centred(vectors)
        self._wordings = Wordings([example.text for example in trained_on])
        place = {name: at for at, name in enumerate(self.names)}
        wanted = np.array([place[example.intent] for example in trained_on])
        self._fit(wanted)

    def likely(self, text: str, vector: Floats) -> list[tuple[str, float]]:
        """Every intent with its probability, most likely first."""
        near = self._points @ self._centred(vector[None, :])[0]
        kernel = (1 - WORDING_WEIGHT) * np.exp(
            SHARPNESS * (near - 1)
        ) + WORDING_WEIGHT * self._wordings.similar(text)
        chances = _softmax((kernel @ self._alphas) * self._temperature)
        order = np.argsort(-chances, kind="stable")
        return [(self.names[at], round(float(chances[at]), 4)) for at in order]

    def _fit(self, wanted: NDArray[np.intp]) -> None:
        count = len(wanted)
        targets = np.full((count, len(self.names)), -1 / max(len(self.names) - 1, 1))
        targets[np.arange(count), wanted] = 1
        kernel = (1 - WORDING_WEIGHT) * np.exp(SHARPNESS * (self._points @ self._points.T - 1))
        kernel += WORDING_WEIGHT * self._wordings.kernel()
        inverse = np.linalg.inv(kernel.astype(np.float64) + RIDGE * np.eye(count))
        alphas = inverse @ targets
        left_out = targets - alphas / np.diag(inverse)[:, None]
        self._alphas = alphas.astype(np.float32)
        self._temperature = _temperature(left_out, wanted)

    def _centred(self, vectors: Vectors) -> Vectors:
        moved = vectors - self._centre
        unit: Vectors = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        return unit


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return chances


def _temperature(left_out: Floats, wanted: NDArray[np.intp]) -> float:
    """The sharpness at which the left-out predictions are most probable: it makes probabilities mean what they say."""
    rows = np.arange(len(wanted))
    tried = np.geomspace(1, 30, 40)
    losses = [-np.log(_softmax(left_out * sharp)[rows, wanted] + 1e-9).mean() for sharp in tried]
    return float(tried[int(np.argmin(losses))])
