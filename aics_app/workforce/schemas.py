"""What the API takes and gives about those who work."""

from datetime import datetime

from pydantic import BaseModel

from aics_app.workforce.models import Status
from aics_app.workforce.queries import Agent


class WantedPresence(BaseModel):
    """How the agent wants to be there."""

    status: Status


class AgentOut(BaseModel):
    """One who may be given work. `since`: since when the status is so; null when he was never there."""

    id: int
    nickname: str
    status: Status
    capacity: int
    team: str | None
    skills: list[str]
    since: datetime | None

    @classmethod
    def of(cls, agent: Agent) -> "AgentOut":
        """From what was read."""
        return cls(
            id=agent.user_id,
            nickname=agent.nickname,
            status=agent.status,
            capacity=agent.capacity,
            team=agent.team,
            skills=list(agent.skills),
            since=agent.since,
        )
