"""Answers that need no model: from the FAQ and from the cache."""

from collections.abc import Sequence
from itertools import cycle, islice
from random import Random

from tests.bench.streams import faqs, runs
from tests.bench.streams.answers import Seen
from tests.bench.streams.figures import Figure, quantile, table
from tests.bench.streams.product import Product

CROWD = 20
AIM_MS = 40.0
REPEATS = 6
"""So often a question is asked before its answer is kept, and once more."""
PEOPLE = 120
"""Nobody may ask more than 120 times a minute, so many take turns."""


def measured(product: Product, entries: int, asks: int, rounds: int) -> str:
    """A table: one customer after the other; twenty, each once a second; twenty without a pause."""
    asking, rows = _Asking(product, entries), {}
    for source in ("faq", "cache"):
        for name, people, pause_s, aim in (
            ("one customer", 1, 0.0, AIM_MS),
            (f"{CROWD} customers, each once a second", CROWD, 1.0, AIM_MS),
            (f"{CROWD} customers, never a pause", CROWD, 0.0, None),
        ):
            times = [
                [asking.times(source, asks, people, pause_s, whole=whole) for _ in range(rounds)]
                for whole in (False, True)
            ]
            rows[f"{source}, {name}: p50, ms"] = [_figure(own, 0.5) for own in times]
            rows[f"{source}, {name}: p95, ms"] = [_figure(own, 0.95, aim) for own in times]
    return table(f"Answers without the model, {entries} FAQ entries", ["SSE", "JSON"], rows)


def _figure(rounds: Sequence[Sequence[float]], share: float, aim: float | None = None) -> Figure:
    return Figure([quantile(times, share) for times in rounds], at_most=aim)


class _Asking:
    """Questions that nobody asked before, and customers who take turns."""

    def __init__(self, product: Product, entries: int) -> None:
        self._product = product
        self._people = cycle(product.tokens)
        known = [question for entry in faqs.entries(entries) for question in entry.questions]
        Random(7).shuffle(known)
        self._fresh = iter(known)

    def times(self, source: str, asks: int, people: int, pause_s: float, *, whole: bool) -> list[float]:
        """ms from each question to the end of its answer."""
        seen = self._asked(self._questions(source, asks), people, pause_s, whole=whole)
        broken = [one.fault or f"from {one.source}: {one.question}" for one in seen if one.source != source]
        if broken or not seen:
            raise runs.Broken(f"{len(broken)} of {len(seen)} not answered from {source}: {broken[:1]}")
        return [(one.ended_ns - one.asked_ns) / 1e6 for one in seen]

    def _questions(self, source: str, count: int) -> list[str]:
        """Fresh ones; for the cache a few, asked until their answers are kept."""
        if source == "faq":
            return list(islice(self._fresh, count))
        some, asked = list(islice(self._fresh, 20)), []
        for _ in range(REPEATS):
            asked = self._asked(some, CROWD, 0.0, whole=True)
        kept = [one.question for one in asked if one.source == source]  # what is personal is never kept
        return list(islice(cycle(kept), count)) if kept else []

    def _asked(self, questions: Sequence[str], people: int, pause_s: float, *, whole: bool) -> list[Seen]:
        order = {
            "way": "sse",
            "whole": whole,
            "anew": True,
            "url": self._product.url,
            "tokens": list(islice(self._people, people)),
            "questions": [list(questions[at::people]) for at in range(people)],
            "spread_s": pause_s,
            "pause_s": pause_s,
        }
        return runs.loaded(order, None).seen
