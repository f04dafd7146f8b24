"""A circuit breaker: leaves a failing server alone, then lets one caller find out whether it is back."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from aics_app.llm.errors import ModelUnavailable


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """Leave to call the server. Exactly one of `succeed`, `fail` or `abandon` ends it."""

    era: int
    is_probe: bool


class Breaker:
    """Closed, open, or open with one probe under way. Pure: the clock (monotonic, seconds) is an argument.

    Opens after `failures_to_open` failures in a row, for `cooldown_s`, then twice as long each time it opens
    again without a success in between, up to `longest_cooldown_s`.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        failures_to_open: int = 3,
        cooldown_s: float = 5.0,
        longest_cooldown_s: float = 120.0,
    ) -> None:
        self._clock = clock
        self._failures_to_open = failures_to_open
        self._first_cooldown_s = self._next_cooldown_s = cooldown_s
        self._longest_cooldown_s = longest_cooldown_s
        self._failures = 0
        self._era = 0  # counts openings: what was admitted before the last one no longer has a say
        self._open_until: float | None = None
        self._probe: Call | None = None

    @property
    def is_open(self) -> bool:
        """Whether callers are kept away, a probe apart."""
        return self._open_until is not None

    def check(self) -> None:
        """Raise `ModelUnavailable` if `admit` would; changes nothing."""
        if self._open_until is None:
            return
        left_s = self._open_until - self._clock()
        if left_s > 0 or self._probe is not None:
            raise ModelUnavailable("breaker_open", retry_after_s=max(1, math.ceil(left_s)))

    def admit(self) -> Call:
        """Leave to call; the first after the cool-down is the probe. Raises `ModelUnavailable`."""
        self.check()
        if self._open_until is None:
            return Call(self._era, is_probe=False)
        self._probe = Call(self._era, is_probe=True)
        return self._probe

    def answers(self, call: Call) -> None:
        """The first token is there. After a probe's, others may come in, but one failure shuts again.

        A whole answer takes half a minute: the others should not be refused for so long.
        """
        if call is self._probe:
            self._close()
            self._failures = self._failures_to_open - 1

    def succeed(self, call: Call) -> None:
        """The answer came to its end."""
        if call.era == self._era:
            self._close()
            self._failures = 0
            self._next_cooldown_s = self._first_cooldown_s

    def fail(self, call: Call) -> None:
        """The server failed."""
        if call.era != self._era:
            return
        self._failures += 1
        if call is self._probe or self._failures >= self._failures_to_open:
            self._open()

    def abandon(self, call: Call) -> None:
        """The caller left, or failed by its own fault: nothing is learnt, and the next may be the probe."""
        if call is self._probe:
            self._probe = None

    def retry_soon(self) -> None:
        """Somebody saw the server alive: end the cool-down, so that the next caller is the probe."""
        if self._open_until is not None:
            self._open_until = min(self._open_until, self._clock())

    def _open(self) -> None:
        self._open_until = self._clock() + self._next_cooldown_s
        self._next_cooldown_s = min(2 * self._next_cooldown_s, self._longest_cooldown_s)
        self._era += 1
        self._failures = 0
        self._probe = None

    def _close(self) -> None:
        self._open_until = None
        self._probe = None
