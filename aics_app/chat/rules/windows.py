"""Which part of a long conversation a page shows."""

from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """So many messages, the last ones before the id `before`; 0 for the newest of all."""

    limit: int
    before: int


def further_back(ids: Sequence[int], before: int, *, page: int, most: int) -> Span:
    """With a page more of what was said earlier than these `ids`, which end before `before`.

    What is shown grows up to `most`; from there it moves, and leaves out the last of them.
    """
    if len(ids) + page <= most:
        return Span(len(ids) + page, before)
    return Span(most, ids[most - page])
