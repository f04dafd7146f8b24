"""Who is to have a ticket by itself: the workforce's rule, told what a ticket needs and what is in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from aics_app.workforce.rules.turn import Candidate, Policy, choose, has_room

TICKETS_PER_CHAT = 5
"""Nobody waits at the other end of a ticket: who can have four chats can have twenty open tickets beside."""


def able(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The same people, with the number of tickets that they can have."""
    return [replace(one, capacity=one.capacity * TICKETS_PER_CHAT) for one in candidates]


def whose_turn(  # noqa: PLR0913 - what `choose` wants to know, and what the ticket is
    policy: Policy,
    candidates: Sequence[Candidate],
    load: Mapping[int, int],
    *,
    customer_id: int,
    team: str | None,
    wanted: Sequence[str | None] = (),
    last_agent: int | None = None,
    previous: int | None = None,
) -> int | None:
    """Who is to have it, or None. Its team comes first, then anybody; nobody has a ticket of his own.

    `wanted`: words that a skill may be (its language, its category); those that somebody there has count.
    """
    free = [one for one in candidates if one.user_id != customer_id and has_room(one, load)]
    own_team = [one for one in free if team and one.team == team]
    fitting = own_team or free
    known = {skill for one in fitting for skill in one.skills}
    needs = frozenset(word for word in wanted if word in known)
    return choose(
        policy,
        fitting,
        load,
        needs=frozenset(word for word in needs if word),
        last_agent=last_agent,
        previous=previous,
    )
