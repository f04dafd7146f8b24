"""What one process shares: its database, cache, model … put in at start, taken out at the edges.

Only edges, jobs and the command line take from here. Actions and queries are handed what they need.
"""

from typing import Any, TypeVar

T = TypeVar("T")

_provided: dict[Any, Any] = {}


class NotProvided(RuntimeError):
    """The start of the process forgot something: a fault of the program, not of a person."""


def provide(kind: type[T], thing: T) -> None:
    """Make `thing` the process's one `kind`."""
    _provided[kind] = thing


def use(kind: type[T]) -> T:
    """The process's one `kind`; raises `NotProvided` before the start has put it in."""
    try:
        return _provided[kind]  # type: ignore[no-any-return]  # keyed by its own type, which mypy can't say
    except KeyError:
        raise NotProvided(kind.__name__) from None


def clear() -> None:
    """Forget everything: between tests, and at the end of a process."""
    _provided.clear()
