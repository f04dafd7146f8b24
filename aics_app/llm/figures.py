"""Calls of the model in figures, for the operator."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aics_app.core import metrics
from aics_app.llm.errors import ModelError

LEFT = "left"
"""The caller went before the end: stopped, or the process ended."""


@contextmanager
def measured_call() -> Iterator[Callable[[], None]]:
    """Around one call; what it yields is called with the first token."""
    started, outcome = time.perf_counter(), LEFT
    metrics.model_busy.inc()
    try:
        yield lambda: metrics.model_first_token_seconds.observe(time.perf_counter() - started)
        outcome = "ok"
        metrics.model_seconds.observe(time.perf_counter() - started)
    except ModelError as error:
        outcome = error.reason
        raise
    finally:
        metrics.model_busy.dec()
        metrics.model_calls.labels(outcome).inc()
