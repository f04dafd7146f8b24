"""How the weights of `scoring` and the thresholds were chosen; `python -m` this module to do it again.

Development questions, never the test ones: every similar question left out of the index; every question
with a slip of the pen; every left-out question again with its whole entry taken away; and the training
part's strangers.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.rules import decisions
from aics_app.knowledge.rules.decisions import Decision, Ranked, decide
from aics_app.knowledge.understanding import scoring
from aics_app.knowledge.understanding.evaluation.laboratory import Laboratory
from aics_app.knowledge.understanding.intents import OUT_OF_SCOPE, Intents
from aics_app.knowledge.understanding.scoring import FITTED, Likenesses, Weights

NOTHING = -1
SHARE = {"left out": 1.0, "slip": 0.2, "missing": 0.5, "stranger": 1.0}
"""How much a case of each kind counts in the fit."""

LEAST_WORDING = 1.0
"""Our similar questions were written to differ in their words; left out, they can't show what words do."""

STEPS, RATE = 3000, 0.05


@dataclass(frozen=True)
class Case:
    """A question, what speaks for each entry of its language, and which one is right (or `NOTHING`)."""

    kind: str
    like: Likenesses
    right: int


def cases(laboratory: Laboratory, chance: random.Random) -> Iterator[Case]:
    """All development questions."""
    index, place = laboratory.index, 0
    for at, entry in enumerate(laboratory.entries):
        here = np.array([other.language == entry.language for other in laboratory.entries])
        right = int(here[:at].sum())
        points = laboratory.space.place(laboratory.embed(entry.questions))
        for number, (text, point) in enumerate(zip(entry.questions, points, strict=True)):
            if number:
                rows, words = index.near(point).copy(), index.worded(text).copy()
                rows[place + number], words[place + number] = -1, 0
                like = index.likenesses(text, point, laboratory.intents.chances(text, point), rows, words)
                yield Case("left out", _of(like, here), right)
                yield Case("missing", _without(_of(like, here), right), NOTHING)
            slip = slipped(text, chance)
            (slip_point,) = laboratory.space.place(laboratory.embed([slip]))
            yield Case("slip", _of(_plain(laboratory, slip, slip_point), here), right)
        place += len(entry.questions)
    yield from _strangers(laboratory)


def slipped(text: str, chance: random.Random) -> str:
    """The text with two neighbouring characters swapped, one lost, or a filler before it."""
    at = chance.randrange(max(len(text) - 1, 1))
    return chance.choice(
        (
            text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :],
            text[:at] + text[at + 1 :],
            ("请问" if "\u4e00" <= text[0] <= "\u9fff" else "hi, ") + text,
        )
    )


def fitted(found: list[Case]) -> Weights:
    """The weights under which the right outcomes are most probable: gradient descent with momentum (Adam)."""
    inputs, outcome = _inputs(found), np.array([case.right for case in found])
    share = np.array([SHARE[case.kind] for case in found])
    rows, count = np.arange(len(found)), inputs.shape[1]
    outcome = np.where(outcome == NOTHING, count, outcome)
    weights = np.array(astuple(FITTED))
    least = np.array(astuple(Weights(0, 0, 0, LEAST_WORDING, 0, 0, 0, 0)))[:-1]
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        wrong = _outcomes(inputs, weights)
        wrong[rows, outcome] -= 1
        wrong *= share[:, None]
        slope = np.append(np.einsum("ij,ijk->k", wrong[:, :-1], inputs), wrong[:, -1].sum()) / share.sum()
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights = weights - RATE * first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        weights[:-1] = np.maximum(weights[:-1], least)
    return Weights(*(round(float(weight), 1) for weight in weights))


def run(say: Callable[[str], object]) -> None:
    """Fit, and say what the weights and thresholds in use do."""
    found = list(cases(Laboratory(), random.Random(7)))  # noqa: S311 - slips, no secrets
    say(f"in use  {FITTED}\nfitted  {fitted(found)}\n{decisions.DEFAULT}")
    for kind in SHARE:
        some = [case for case in found if case.kind == kind]
        done = [_done(case) for case in some]
        shares = "  ".join(f"{name} {done.count(name) / len(done) * 100:.1f}%" for name in sorted(set(done)))
        say(f"{kind:<9}n={len(done)}  {shares}")


def _done(case: Case) -> str:
    scores = scoring.probabilities(scoring.weighed(case.like))
    order = np.argsort(-scores)
    decision = decide([Ranked(float(score), "") for score in scores[order]])
    return "right" if decision == Decision.ANSWER and order[0] == case.right else decision.value


def _inputs(found: list[Case]) -> NDArray[np.floating]:
    """Shape (cases, entries, weights without `nothing`), in the order of `Weights`."""
    names = [field.name for field in fields(Weights)][:-1]
    columns: Mapping[str, Callable[[Likenesses], NDArray[np.floating]]] = {
        "closeness": lambda like: np.maximum(like.meaning - scoring.CLOSE, 0)
    }
    return np.stack(
        [
            np.stack(
                [columns[name](case.like) if name in columns else vars(case.like)[name] for name in names], -1
            )
            for case in found
        ]
    )


def _outcomes(inputs: NDArray[np.floating], weights: NDArray[np.floating]) -> NDArray[np.floating]:
    """The probability of each entry among its best rivals, and of nothing, in the last column."""
    evidence = inputs @ weights[:-1]
    least = np.partition(evidence, -scoring.RIVALS, axis=1)[:, -scoring.RIVALS, None]
    evidence = np.where(evidence >= least, evidence, -np.inf)
    evidence = np.append(evidence, np.full((len(evidence), 1), weights[-1]), axis=1)
    raised = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    shares: NDArray[np.floating] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _strangers(laboratory: Laboratory) -> Iterator[Case]:
    """Each third of the strangers, to intents that were trained without it."""
    known = laboratory.examples
    vectors = laboratory.embed([example.text for example in known])
    points = laboratory.space.place(vectors)
    strange = [at for at, example in enumerate(known) if example.intent == OUT_OF_SCOPE]
    for third in range(3):
        asked = set(strange[third::3])
        kept = [at for at in range(len(known)) if at not in asked]
        intents = Intents([known[at] for at in kept], vectors[kept], laboratory.space)
        for at in sorted(asked):
            text, point = known[at].text, points[at]
            here = np.array([entry.language == known[at].language for entry in laboratory.entries])
            yield Case("stranger", _of(_plain(laboratory, text, point, intents), here), NOTHING)


def _plain(
    laboratory: Laboratory, text: str, point: NDArray[np.float32], intents: Intents | None = None
) -> Likenesses:
    index, topics = laboratory.index, (intents or laboratory.intents).chances(text, point)
    return index.likenesses(text, point, topics, index.near(point), index.worded(text))


def _of(like: Likenesses, here: NDArray[np.bool_]) -> Likenesses:
    return Likenesses(**{name: values[here] for name, values in vars(like).items()})


def _without(like: Likenesses, at: int) -> Likenesses:
    """As if the entry were not there: nothing speaks for it."""
    missing = {name: values.copy() for name, values in vars(like).items()}
    for values in missing.values():
        values[at] = 0
    return Likenesses(**missing)


if __name__ == "__main__":
    run(print)
