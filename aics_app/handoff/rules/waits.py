"""How long a customer will probably wait: a range, and what it was computed from.

A range from recent waits says what happened to others. With too few of them it is worked out from how long a
chat takes; without that either, nothing is promised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil

RECENT = timedelta(days=7)
MAX_SAMPLES = 30
MIN_SAMPLES = 5
LOW_SHARE, HIGH_SHARE = 0.25, 0.75


class How(StrEnum):
    """What a range was computed from."""

    RECENT_WAITS = "recent_waits"
    HANDLING_TIME = "handling_time"


@dataclass(frozen=True)
class Wait:
    """A range in whole seconds, and the number of past hand-offs that it stands on."""

    low_s: int
    high_s: int
    how: How
    samples: int


@dataclass(frozen=True)
class Past:
    """Seconds that recent hand-offs waited, and seconds from being taken to their end; newest first."""

    waits_s: Sequence[float] = ()
    handlings_s: Sequence[float] = ()


def expected(past: Past, *, place: int, agents: int) -> Wait | None:
    """The range for the `place`-th in the queue with so many agents at work; None when nothing can be said.

    Others waited one round of all agents; who stands further back than there are agents waits more rounds.
    """
    if agents < 1:
        return None
    waits, handlings = past.waits_s[:MAX_SAMPLES], past.handlings_s[:MAX_SAMPLES]
    if len(waits) >= MIN_SAMPLES:
        return _range(waits, ceil(place / agents), How.RECENT_WAITS)
    if len(handlings) >= MIN_SAMPLES:
        return _range(handlings, place / agents, How.HANDLING_TIME)
    return None


def _range(samples: Sequence[float], factor: float, how: How) -> Wait:
    low, high = (quantile(samples, share) * factor for share in (LOW_SHARE, HIGH_SHARE))
    return Wait(round(low), max(ceil(high), 1), how, len(samples))


def quantile(samples: Sequence[float], share: float) -> float:
    """The value below which this share of the samples lies, between two of them by their distance."""
    in_order = sorted(samples)
    position = (len(in_order) - 1) * share
    below = int(position)
    above = min(below + 1, len(in_order) - 1)
    return in_order[below] + (in_order[above] - in_order[below]) * (position - below)
