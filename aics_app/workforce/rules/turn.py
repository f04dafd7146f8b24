"""Whose turn it is: pure, so that chats and tickets are given out by the same rule.

Work goes to who is online and below his capacity, and to nobody else. Of those the last agent of the matter
is preferred, then the policy decides, then who has waited longest for work, then the lower id.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aics_app.workforce.models import Status


class Policy(StrEnum):
    """How work is given out. `manual`: not at all, people take it."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"
    SKILL = "skill"


@dataclass(frozen=True)
class Candidate:
    """An agent who is there. `waiting_since`: for work, since when; `version` guards his turn."""

    user_id: int
    nickname: str
    status: Status
    capacity: int
    skills: frozenset[str]
    team: str | None
    waiting_since: datetime
    version: int = 0


_Order = Callable[[Candidate], tuple[float, ...]]


def choose(
    policy: Policy,
    candidates: Sequence[Candidate],
    load: Mapping[int, int],
    *,
    needs: frozenset[str] = frozenset(),
    last_agent: int | None = None,
    previous: int | None = None,
) -> int | None:
    """Who is to have the next piece of work, or None: it waits.

    `load`: work in hand by agent. `previous`: who was given the last piece, for taking turns. `needs` count
    under the policy `skill`, as long as somebody who has them all is there: better anybody than nobody.
    """
    if policy is Policy.MANUAL:
        return None
    if policy is Policy.SKILL:
        candidates = _skilled(candidates, needs)
    free = [one for one in candidates if has_room(one, load)]
    if any(one.user_id == last_agent for one in free):
        return last_agent
    order = _taking_turns(previous) if policy is Policy.ROUND_ROBIN else _by_load(load)
    chosen = min(free, key=lambda one: (order(one), one.waiting_since, one.user_id), default=None)
    return chosen.user_id if chosen else None


def has_room(candidate: Candidate, load: Mapping[int, int]) -> bool:
    """Whether work may be given to him: online, and below his capacity."""
    return candidate.status is Status.ONLINE and load.get(candidate.user_id, 0) < candidate.capacity


def _skilled(candidates: Sequence[Candidate], needs: frozenset[str]) -> Sequence[Candidate]:
    """Those who are there and can do it, even when they are full: the work waits for them. Else everybody."""
    able = [one for one in candidates if needs <= one.skills and one.status is not Status.OFFLINE]
    return able or candidates


def _taking_turns(previous: int | None) -> _Order:
    """The ids above the previous agent's come first, then those from the beginning."""
    if previous is None:
        return lambda _: ()
    return lambda one: (one.user_id <= previous, one.user_id)


def _by_load(load: Mapping[int, int]) -> _Order:
    """The share of his capacity that is taken: two chats are much to one who can have three."""
    return lambda one: (load.get(one.user_id, 0) / one.capacity,)
