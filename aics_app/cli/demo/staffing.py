"""When the demo company is open, what its agents can do, and what they know of customers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlmodel import SQLModel

from aics_app.cli.demo.team import Team
from aics_app.customers.models import CustomerProfile, CustomerTag
from aics_app.workforce.models import AgentProfile, BusinessSlot, Holiday, Plan

SOON = timedelta(days=7)
"""A holiday that is nearer would close the demo in front of its visitors."""


def staffing(team: Team, ids: Mapping[str, int], now: datetime, opened: datetime) -> Iterator[SQLModel]:
    """The rows; `ids` numbers the people by user name."""
    admin, agent = ids["admin"], ids["agent1"]
    for username, profile in team.agents.items():
        yield AgentProfile(
            user_id=ids[username],
            capacity=profile.capacity,
            team=profile.team,
            skills=list(profile.skills),
            updated_at=opened,
            version=1,
            updated_by=admin,
        )
    yield Plan(version=1, updated_by=admin, updated_at=opened)
    for weekday in range(7):
        for opens, closes in team.hours:
            yield BusinessSlot(weekday=weekday, opens_minute=opens, closes_minute=closes)
    name, slot = team.new_year
    yield Holiday(day=_new_year(now), name=name, slots=[list(slot)])
    yield from _known(team, ids, agent, opened)


def _known(team: Team, ids: Mapping[str, int], agent: int, opened: datetime) -> Iterator[SQLModel]:
    for one in team.customers:
        user_id = ids[one.username]
        yield CustomerProfile(
            user_id=user_id,
            level=one.level,
            remark=one.remark,
            version=1,
            updated_by=agent,
            updated_at=opened,
        )
        for tag in one.tags:
            yield CustomerTag(user_id=user_id, tag=tag, added_by=agent, added_at=opened)


def _new_year(now: datetime) -> date:
    """The next one that is not just before the door."""
    coming = date(now.year + 1, 1, 1)
    return coming if coming - now.date() > SOON else date(now.year + 2, 1, 1)
