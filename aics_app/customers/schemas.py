"""What the API takes and gives about customers. Staff only."""

from datetime import datetime

from pydantic import BaseModel, Field

from aics_app.core.inputs import Version
from aics_app.core.paging import Whole
from aics_app.customers.models import MAX_REMARK_CHARS, Level
from aics_app.customers.queries import PastTalk
from aics_app.customers.rules import Kind, Mood, Tone
from aics_app.customers.views import Shown


class ProfileChange(BaseModel):
    """What to set; what is missing stays. `version` is the one that was read."""

    version: Version
    level: Level | None = None
    remark: str | None = Field(None, max_length=MAX_REMARK_CHARS)


class LanguageOut(BaseModel):
    """In how many conversations the customer wrote so."""

    language: str
    conversations: int


class SignalOut(BaseModel):
    """Something that tells how the customer feels."""

    at: datetime
    kind: Kind
    tone: Tone
    score: int | None


class SatisfactionOut(BaseModel):
    """What the customer thought; `mean` of 1 to 5 over `ratings` chats with people."""

    mean: float | None
    ratings: int
    helpful: int
    unhelpful: int
    solved: int
    unsolved: int


class CustomerOut(BaseModel):
    """A customer as the staff knows him."""

    id: int
    username: str
    nickname: str
    phone: str | None
    email: str | None
    avatar: str | None
    locale: str | None
    member_since: datetime
    last_sign_in_at: datetime | None
    level: Level
    remark: str
    tags: list[str]
    version: int
    changed_at: datetime | None
    changed_by: str | None
    languages: list[LanguageOut]
    satisfaction: SatisfactionOut
    mood: Mood
    signals: list[SignalOut] = Field(description="what the mood stands on, oldest first")

    @classmethod
    def of(cls, shown: Shown) -> "CustomerOut":
        """From what was read."""
        customer, user, profile = shown.customer, shown.customer.user, shown.customer.profile
        return cls(
            **user.model_dump(include={"username", "phone", "email", "avatar", "locale"}),
            id=user.id or 0,
            nickname=user.nickname or user.username,
            member_since=user.create_time,
            last_sign_in_at=user.last_login_time,
            level=customer.level,
            remark=customer.remark,
            tags=list(customer.tags),
            version=customer.version,
            changed_at=profile.updated_at if profile else None,
            changed_by=customer.changed_by or None,
            languages=[LanguageOut(language=name, conversations=count) for name, count in shown.languages],
            satisfaction=SatisfactionOut(**vars(shown.satisfaction)),
            mood=shown.mood,
            signals=[SignalOut(**vars(one)) for one in shown.signals],
        )


class PastTalkOut(BaseModel):
    """One conversation of a customer."""

    session_id: str
    title: str
    language: str
    created_at: datetime
    last_message_at: datetime
    solved: bool | None
    by_person: bool
    score: int | None

    @classmethod
    def of(cls, talk: PastTalk) -> "PastTalkOut":
        """From what was read."""
        own = {"title", "language", "created_at", "last_message_at", "solved"}
        conversation = talk.conversation
        return cls(
            **conversation.model_dump(include=own),
            session_id=conversation.id,
            by_person=talk.by_person,
            score=talk.score,
        )


class TagsOut(Whole):
    """Tags in use, the most used first."""

    items: list[str]
