"""What the API takes and gives about conversations."""

from datetime import datetime

from pydantic import BaseModel, Field

from aics_app.attachments.models import Kind
from aics_app.attachments.rules.limits import MAX_FILES
from aics_app.attachments.schemas import AttachmentOut
from aics_app.chat.models import Citation, Conversation, Sender, State
from aics_app.chat.views import Shown, Standing
from aics_app.core.inputs import Body, Id

MAX_BODY_CHARS = 20_000
"""The question's own limit is 2,000 and has its own error; this only keeps nonsense out."""


class Question(Body):
    """A question, in a conversation or beginning one. `client_id` makes sending it twice harmless."""

    question: str = Field(max_length=MAX_BODY_CHARS)
    session_id: str = Field("", max_length=64)
    client_id: str | None = Field(None, max_length=64)


class Judgement(Body):
    """What the customer thinks of an answer."""

    helpful: bool
    reason: str = Field("", max_length=500)


class NewConversation(Body):
    """A conversation without a question yet."""

    title: str = Field("", max_length=200)


class NewMessage(Body):
    """A message to a conversation. `attachments` are ids of one's own; with them `content` may be empty."""

    content: str = Field(max_length=MAX_BODY_CHARS)
    client_id: str | None = Field(None, max_length=64)
    attachments: list[Id] = Field([], max_length=MAX_FILES)


class ReadUpTo(Body):
    """The ids of the last messages that arrived and that were read; what was read has arrived."""

    delivered_id: int = Field(0, ge=0, lt=2**63)
    read_id: int = Field(0, ge=0, lt=2**63)


class Cited(BaseModel):
    """A source of an answer, with the passage as it read then."""

    position: int
    kind: str
    id: int
    title: str
    passage: str
    score: float

    @classmethod
    def of(cls, citation: Citation) -> "Cited":
        """From its row."""
        return cls(
            position=citation.position,
            kind=citation.kind,
            id=citation.item_id,
            title=citation.title,
            passage=citation.passage,
            score=citation.score,
        )


class AnswerOut(BaseModel):
    """An answer of the AI."""

    session_id: str
    message_id: int
    answer: str
    state: State
    source: str
    confidence: float
    intent: str
    citations: list[Cited]
    need_transfer: bool
    transfer_reason: str | None = None
    suggestions: list[str] = []
    unverified: list[str] = []
    model_down: bool = False

    @classmethod
    def of(cls, shown: Shown) -> "AnswerOut":
        """From its row."""
        message, extra = shown.message, shown.message.extra or {}
        return cls(
            session_id=message.session_id,
            message_id=message.id or 0,
            answer=message.content,
            state=State(message.state),
            source=message.source or "none",
            confidence=message.confidence or 0.0,
            intent=message.intent or "",
            citations=[Cited.of(citation) for citation in shown.citations],
            need_transfer=message.transfer_reason is not None,
            transfer_reason=message.transfer_reason,
            suggestions=extra.get("suggestions", []),
            unverified=extra.get("unverified", []),
            model_down="model" in extra,
        )


class MessageOut(BaseModel):
    """One message of a conversation."""

    id: int
    session_id: str
    sender: Sender
    content: str
    message_type: str
    state: State
    created_at: datetime
    client_id: str | None = None
    source: str | None = None
    confidence: float | None = None
    intent: str | None = None
    need_transfer: bool = False
    citations: list[Cited] = []
    helpful: bool | None = None
    error_code: str | None = None
    author: str | None = None
    attachments: list[AttachmentOut] = []
    what: str | None = None
    params: dict[str, str] = {}

    @classmethod
    def of(cls, shown: Shown) -> "MessageOut":
        """From its row."""
        message, extra = shown.message, shown.message.extra or {}
        return cls(
            id=message.id or 0,
            session_id=message.session_id,
            sender=Sender(message.sender),
            content=message.content,
            message_type=message.message_type,
            state=State(message.state),
            created_at=message.create_time,
            client_id=message.client_id,
            source=message.source,
            confidence=message.confidence,
            intent=message.intent,
            need_transfer=message.transfer_reason is not None,
            citations=[Cited.of(citation) for citation in shown.citations],
            helpful=shown.feedback.helpful if shown.feedback else None,
            error_code=message.error_code,
            author=shown.author.name if shown.author else None,
            attachments=[AttachmentOut.of(attachment) for attachment in shown.files],
            what=extra.get("what"),
            params=extra.get("params", {}),
        )


class ConversationOut(BaseModel):
    """One matter of one customer."""

    session_id: str
    title: str
    language: str
    speaker: str
    preview: str
    preview_kind: Kind | None = None
    solved: bool | None
    wants_person: bool
    is_answering: bool
    created_at: datetime
    last_message_at: datetime
    agent: str | None = None
    delivered_id: int | None = None
    read_id: int | None = None

    @classmethod
    def of(cls, row: Conversation, standing: Standing | None = None) -> "ConversationOut":
        """From its row; looked at alone, it says who has the word, and how far the others have read."""
        return cls(
            session_id=row.id,
            title=row.title,
            language=row.language,
            speaker=row.speaker,
            preview=row.preview,
            preview_kind=Kind(row.preview_kind) if row.preview_kind else None,
            solved=row.solved,
            wants_person=row.wants_person_at is not None,
            is_answering=row.reply_id is not None,
            created_at=row.created_at,
            last_message_at=row.last_message_at,
            agent=standing.agent.name if standing and standing.agent else None,
            delivered_id=standing.delivered_id if standing else None,
            read_id=standing.read_id if standing else None,
        )


class TransferCheck(BaseModel):
    """Whether a person should take over, and why."""

    need_transfer: bool
    reason: str | None
