"""Ids in portions: a statement takes only so many."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T", int, str)

AT_ONCE = 500


def chunks(ids: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Sorted, so that neighbours are read together."""
    rest = iter(sorted(ids))
    while some := list(islice(rest, size)):
        yield some
