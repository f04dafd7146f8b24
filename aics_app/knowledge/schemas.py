"""What the API takes and gives about knowledge."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from aics_app.core.inputs import Body, Version
from aics_app.core.paging import Whole
from aics_app.knowledge.queries import FaqWithQuestions
from aics_app.knowledge.rules.entries import FaqDraft
from aics_app.knowledge.understanding import Candidate

_BODY_CHARS = 20_000
"""Each field has its own limit and its own error; this only keeps nonsense out."""


def _status(value: object) -> object:
    """The reference stores 1 and 0."""
    return {"1": "enabled", "0": "disabled"}.get(str(value), value)


Status = Annotated[Literal["enabled", "disabled"], BeforeValidator(_status)]
Text = Annotated[str, StringConstraints(max_length=_BODY_CHARS)]


class FaqOut(BaseModel):
    """An entry of the FAQ. `version` goes up with each change and comes back with the next one."""

    id: int
    question: str
    answer: str = Field(description="Markdown")
    category: str
    language: str
    similar: list[str] = Field(description="other ways to ask the question")
    status: Status
    hit_count: int = Field(description="how many answers were given from it")
    version: int
    create_time: datetime
    update_time: datetime

    @classmethod
    def of(cls, found: FaqWithQuestions) -> "FaqOut":
        """From its rows."""
        faq = found.faq
        return cls(
            **faq.model_dump(include={"question", "answer", "language", "hit_count", "version"}),
            id=faq.id or 0,
            category=faq.category or "",
            similar=list(found.similar),
            status="enabled" if faq.is_enabled else "disabled",
            create_time=faq.create_time,
            update_time=faq.update_time,
        )


class NewFaq(Body):
    """An entry to publish, or to keep disabled at first."""

    question: Text
    answer: Text = Field(description="Markdown")
    category: Text = ""
    language: str = "zh"
    similar: list[Text] = Field([], max_length=100)
    status: Status = "enabled"

    @property
    def enabled(self) -> bool:
        """Whether customers are to be answered from it."""
        return self.status == "enabled"

    def draft(self) -> FaqDraft:
        """As the actions take it."""
        return FaqDraft(self.question, self.answer, self.category, self.language, tuple(self.similar))


class ChangedFaq(NewFaq):
    """The whole entry as it shall be. Without `version` it replaces whatever is there."""

    version: Version | None = None


class FaqChange(BaseModel):
    """Fields to change; what is left out stays. Without `version` it replaces whatever is there."""

    question: Text | None = None
    answer: Text | None = None
    category: Text | None = None
    language: str | None = None
    similar: Annotated[list[Text], Field(max_length=100)] | None = None
    status: Status | None = None
    version: Version | None = None

    @property
    def enabled(self) -> bool | None:
        """Whether customers are to be answered from it; None leaves that as it is."""
        return None if self.status is None else self.status == "enabled"

    def draft(self, present: FaqWithQuestions) -> FaqDraft | None:
        """The present entry with the changes; None when they leave what it says as it is."""
        own = self.model_dump(exclude={"status", "version"}, exclude_none=True)
        if "similar" in own:
            own["similar"] = tuple(own["similar"])
        return replace(present.draft, **own) if own else None


class Found(BaseModel):
    """Something that may answer a question. `score` is the probability that it does, 0–1."""

    id: int
    kind: Literal["faq"] = "faq"
    title: str
    passage: str
    score: float
    language: str
    matched: str = Field(description="the nearest of its questions")

    @classmethod
    def of(cls, candidate: Candidate) -> "Found":
        """From the retrieval's candidate."""
        return cls(
            id=candidate.faq_id,
            title=candidate.question,
            passage=candidate.passage,
            score=candidate.score,
            language=candidate.language,
            matched=candidate.matched,
        )


class FoundItems(Whole):
    """What may answer a question, surest first, and what would be done: answer, ask back, or neither."""

    items: list[Found]
    decision: str
    intent: str
