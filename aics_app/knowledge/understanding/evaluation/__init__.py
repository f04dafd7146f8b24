"""How well questions are understood, on the test parts of our own data: what `./aics eval` measures."""

from collections.abc import Callable

from aics_app.knowledge.understanding.evaluation.laboratory import Laboratory
from aics_app.knowledge.understanding.evaluation.measures import Report, measured
from aics_app.knowledge.understanding.evaluation.told import lines

__all__ = ["LEAST_ACCURACY", "Report", "evaluate", "run"]

LEAST_ACCURACY = 0.85


def evaluate() -> Report:
    """Train and index as in production, on the embedded model, then ask every test question."""
    return measured(Laboratory())


def run(say: Callable[[str], object]) -> int:
    """Say the report line by line; 0 when intents are right often enough in both languages, else 1."""
    report = evaluate()
    for line in lines(report):
        say(line)
    return 0 if min(part.accuracy for part in report.intents.values()) >= LEAST_ACCURACY else 1
