"""What happens in conversations."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.chat.models import AskedBy, Priority
from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _InConversation(Event):
    subject_type: ClassVar[str] = "conversation"


@dataclass(frozen=True, kw_only=True)
class ConversationStarted(_InConversation):
    """A customer began a new matter."""


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(_InConversation):
    """A customer said something that the AI is to answer."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class ReplyFinished(_InConversation):
    """An answer ended: done, stopped or failed."""

    message_id: int
    state: str
    source: str | None
    intent: str | None
    confidence: float | None


@dataclass(frozen=True, kw_only=True)
class PersonWished(_InConversation):
    """A person is wanted, by words, button or rule (`source`); a queue takes it up."""

    reason: str
    source: str = AskedBy.WORDS
    priority: int = Priority.NORMAL


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(_InConversation):
    """A customer judged an answer."""

    message_id: int
    helpful: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class SolvedSaid(_InConversation):
    """The customer said whether the matter is solved."""

    solved: bool


@dataclass(frozen=True, kw_only=True)
class WordTaken(_InConversation):
    """A person took the word, from the AI (whose unfinished answer `reply_id` ended) or from nobody."""

    reply_id: int | None


@dataclass(frozen=True, kw_only=True)
class WordPassedOn(_InConversation):
    """A person passed the word on to a colleague."""

    to_id: int


@dataclass(frozen=True, kw_only=True)
class WordGivenBack(_InConversation):
    """The AI answers again."""


@dataclass(frozen=True, kw_only=True)
class WordVacated(_InConversation):
    """A person had the word and is gone; the AI keeps quiet."""


@dataclass(frozen=True, kw_only=True)
class MessageSaid(_InConversation):
    """A customer wrote to a person, or a person to a customer (`sender`)."""

    message_id: int
    sender: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(_InConversation):
    """Somebody of the staff left an internal note."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationLookedAt(_InConversation):
    """Somebody of the staff read a conversation that was not his to answer."""

    is_audited: ClassVar[bool] = True
