"""What happens to those who work."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutAgent(Event):
    subject_type: ClassVar[str] = "agent"

    @property
    def user_id(self) -> int:
        """Whom it is about."""
        return int(self.subject_id)


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(_AboutAgent):
    """An agent is there in another way than before; without an actor when he was not heard any more."""

    status: str


@dataclass(frozen=True, kw_only=True)
class AgentProfileChanged(_AboutAgent):
    """What an agent can do was set."""

    capacity: int
    team: str | None
    skills: list[str]
