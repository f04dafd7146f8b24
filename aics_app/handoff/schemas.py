"""What the API takes and gives about hand-offs."""

from datetime import datetime

from pydantic import BaseModel, Field

from aics_app.chat.models import TransferReason
from aics_app.core.inputs import Body, Id
from aics_app.handoff.actions import Target
from aics_app.handoff.models import MAX_COMMENT_CHARS, MAX_NOTE_CHARS, Disposition, Status
from aics_app.handoff.views import Shown
from aics_app.workforce.models import MAX_TEAM_CHARS

Note = Field("", max_length=MAX_NOTE_CHARS)


class NewHandoff(Body):
    """Why a person is asked for."""

    reason: TransferReason = TransferReason.CUSTOMER_REQUEST


class Taking(Body):
    """How to take a chat."""

    seize: bool = Field(False, description="also from the agent who has it; supervisors only")


class Passing(Body):
    """Where to pass a chat on to: exactly one of agent and team."""

    to_agent: Id | None = None
    to_team: str | None = Field(None, max_length=MAX_TEAM_CHARS)
    note: str = Note

    def target(self) -> Target:
        """As the actions take it."""
        return Target(self.to_agent, self.to_team)


class Closing(Body):
    """What became of it."""

    disposition: Disposition
    note: str = Note


class Rating(Body):
    """The customer's judgement."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=MAX_COMMENT_CHARS)


class NewNote(BaseModel):
    """What the staff is to know. Its own limit is 1,000 characters, and has its own error."""

    text: str = Field(max_length=20_000)


class PersonOut(BaseModel):
    """Somebody, as others know them."""

    id: int
    nickname: str


class LeftNoteOut(BaseModel):
    """What the customer left for the staff instead of waiting."""

    text: str
    left_at: datetime
    done_at: datetime | None
    done_by: PersonOut | None = Field(None, description="staff only")


class HandoffOut(BaseModel):
    """A hand-off. Place and wait only while it is queued; what the staff notes is told to the staff alone."""

    id: int
    session_id: str
    status: Status
    reason: str
    source: str
    priority: int = Field(description="0 normal, 1 high, 2 urgent")
    position: int | None = Field(None, description="place in the queue, 1 = next")
    wait_low_s: int | None = Field(None, description="a quarter of those before waited less; null: unknown")
    wait_high_s: int | None = Field(None, description="a quarter of those before waited longer")
    wait_from: str | None = Field(None, description="`recent_waits` or `handling_time`: what it stands on")
    wait_samples: int | None = Field(None, description="how many past hand-offs it stands on")
    opens_at: datetime | None = Field(None, description="out of hours: when somebody is there again")
    agent: PersonOut | None = None
    team: str | None = None
    created_at: datetime
    taken_at: datetime | None = None
    first_reply_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    score: int | None = None
    comment: str | None = None
    left_note: LeftNoteOut | None = None
    title: str | None = Field(None, description="staff only: what the conversation is about")
    customer: PersonOut | None = Field(None, description="staff only")
    disposition: str | None = Field(None, description="staff only")
    note: str | None = Field(None, description="staff only")
    summary: str | None = Field(None, description="staff only: what was said before, by the model")
    attempts: int | None = Field(None, description="staff only: how often it went back to the queue")
    silent_since: datetime | None = Field(None, description="staff only: the customer waits for an answer")

    @classmethod
    def of(cls, shown: Shown) -> "HandoffOut":
        """From its rows."""
        handoff, wait = shown.handoff, shown.wait
        fields = set(cls.model_fields) if shown.for_staff else set(cls.model_fields) - _STAFF_ONLY
        return cls(
            **handoff.model_dump(include=fields - {"id", "status"}),
            id=handoff.id or 0,
            status=Status(handoff.status),
            position=shown.place,
            wait_low_s=wait and wait.low_s,
            wait_high_s=wait and wait.high_s,
            wait_from=wait and wait.how,
            wait_samples=wait and wait.samples,
            opens_at=shown.offer and shown.offer.opens_at,
            agent=PersonOut(id=handoff.agent_id, nickname=shown.agent) if handoff.agent_id else None,
            customer=PersonOut(id=handoff.user_id, nickname=shown.customer) if shown.for_staff else None,
            left_note=_left_note(shown),
            title=shown.title if shown.for_staff else None,
        )


def _left_note(shown: Shown) -> LeftNoteOut | None:
    note = shown.note
    if note is None:
        return None
    carer = PersonOut(id=note.done_by, nickname=shown.note_done_by) if note.done_by else None
    return LeftNoteOut(
        text=note.text,
        left_at=note.left_at,
        done_at=note.done_at,
        done_by=carer if shown.for_staff else None,
    )


_STAFF_ONLY = {"disposition", "note", "summary", "attempts", "silent_since", "team"}
