"""What is measured, and how each figure is defined."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from aics_app.knowledge.rules.decisions import Decision
from aics_app.knowledge.rules.matching import normalised
from aics_app.knowledge.rules.wishes import wants_person
from aics_app.knowledge.understanding.evaluation.laboratory import Laboratory, data
from aics_app.knowledge.understanding.intents import LANGUAGES, OUT_OF_SCOPE, Example, examples
from aics_app.knowledge.understanding.understood import Understood

BUCKETS = (0.0, 0.5, 0.7, 0.9, 1.01)


@dataclass(frozen=True)
class IntentFigures:
    """Of one language. `confused`: (wanted, taken for, how often); `calibration`: (confidence, right, n)."""

    n: int
    accuracy: float
    macro_f1: float
    out_of_scope_recall: float
    by_intent: dict[str, float]
    confused: list[tuple[str, str, int]]
    calibration: list[tuple[float, float, int]]


@dataclass(frozen=True)
class WishFigures:
    """Of one language: right among those taken for wishes, found among the wishes."""

    n: int
    precision: float
    recall: float
    wrong: list[str]


@dataclass(frozen=True)
class AnswerFigures:
    """Of questions of one kind and language; shares add up to 1, `hits` are of answerable questions only."""

    n: int
    hits_at_1: float | None
    hits_at_3: float | None
    answered_right: float
    answered_wrong: float
    asked_back: float
    refused: float


@dataclass(frozen=True)
class Report:
    """Everything, by language; `answers` by (kind, language). Times in milliseconds."""

    intents: dict[str, IntentFigures]
    wishes: dict[str, WishFigures]
    answers: dict[tuple[str, str], AnswerFigures]
    p50_ms: float
    p95_ms: float


def measured(laboratory: Laboratory) -> Report:
    """Ask every test question once."""
    told = _unseen(laboratory)
    times: list[float] = []
    understood = [_timed(laboratory, example.text, example.language, times) for example in told]
    intents = {}
    for language in LANGUAGES:
        pairs = [(one, got) for one, got in zip(told, understood, strict=True) if one.language == language]
        intents[language] = _intent_figures(pairs)
    return Report(
        intents=intents,
        wishes={language: _wish_figures(parts) for language, parts in data("wishes.yaml").items()},
        answers=_answers(laboratory),
        p50_ms=float(np.percentile(times, 50)),
        p95_ms=float(np.percentile(times, 95)),
    )


def _unseen(laboratory: Laboratory) -> list[Example]:
    """The test messages without those that the training part happens to hold in the same words."""
    seen = {normalised(example.text) for example in laboratory.examples}
    return [example for example in examples("test") if normalised(example.text) not in seen]


def _timed(laboratory: Laboratory, text: str, language: str, times: list[float]) -> Understood:
    before = time.perf_counter()
    understood = laboratory.understood(text, language)
    times.append((time.perf_counter() - before) * 1000)
    return understood


def _intent_figures(pairs: Sequence[tuple[Example, Understood]]) -> IntentFigures:
    wanted = np.array([example.intent for example, _ in pairs])
    taken = np.array([understood.intent for _, understood in pairs])
    confidence = np.array([understood.intent_confidence for _, understood in pairs])
    right = wanted == taken
    names = sorted(set(wanted))
    by_intent = {name: float(right[wanted == name].mean()) for name in names}
    confused = Counter(zip(wanted[~right].tolist(), taken[~right].tolist(), strict=True))
    calibration = []
    for low, high in pairwise(BUCKETS):
        within = (confidence >= low) & (confidence < high)
        if within.any():
            calibration.append(
                (float(confidence[within].mean()), float(right[within].mean()), int(within.sum()))
            )
    return IntentFigures(
        n=len(pairs),
        accuracy=float(right.mean()),
        macro_f1=float(np.mean([_f1(wanted == name, taken == name) for name in names])),
        out_of_scope_recall=by_intent.get(OUT_OF_SCOPE, 0.0),
        by_intent=by_intent,
        confused=[(*pair, count) for pair, count in confused.most_common(5)],
        calibration=calibration,
    )


def _f1(wanted: np.ndarray, taken: np.ndarray) -> float:
    both = float((wanted & taken).sum())
    return 2 * both / max(float(wanted.sum() + taken.sum()), 1.0)


def _wish_figures(parts: dict[str, list[str]]) -> WishFigures:
    hit = [text for text in parts["wish"] if wants_person(text)]
    false = [text for text in parts["no_wish"] if wants_person(text)]
    missed = [text for text in parts["wish"] if text not in hit]
    return WishFigures(
        n=len(parts["wish"]) + len(parts["no_wish"]),
        precision=len(hit) / max(len(hit) + len(false), 1),
        recall=len(hit) / len(parts["wish"]),
        wrong=missed + false,
    )


def _answers(laboratory: Laboratory) -> dict[tuple[str, str], AnswerFigures]:
    questions = data("questions.test.yaml")
    published = {normalised(text) for entry in laboratory.entries for text in entry.questions}
    found = {}
    for language in LANGUAGES:
        asked = [
            (text, entry["key"])
            for entry in questions["answered"]
            for text in entry[language]
            if normalised(text) not in published
        ]
        found["answered", language] = _answer_figures(laboratory, asked, language)
        for kind, by_language in questions["unanswered"].items():
            strange = [(text, "") for text in by_language[language]]
            found[kind, language] = _answer_figures(laboratory, strange, language)
    return found


def _answer_figures(laboratory: Laboratory, asked: list[tuple[str, str]], language: str) -> AnswerFigures:
    hits = np.zeros(2)
    done: Counter[str] = Counter()
    for text, key in asked:
        understood = laboratory.understood(text, language)
        keys = laboratory.found(understood)
        hits += (key in keys[:1], key in keys[:3])
        is_right = understood.decision == Decision.ANSWER and keys[0] == key
        done["right" if is_right else understood.decision.value] += 1
    count = len(asked)
    answerable = bool(asked and asked[0][1])
    return AnswerFigures(
        n=count,
        hits_at_1=float(hits[0]) / count if answerable else None,
        hits_at_3=float(hits[1]) / count if answerable else None,
        answered_right=done["right"] / count,
        answered_wrong=done[Decision.ANSWER.value] / count,
        asked_back=done[Decision.ASK_BACK.value] / count,
        refused=done[Decision.NONE.value] / count,
    )
