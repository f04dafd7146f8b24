"""What the API takes and gives at the desk."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from aics_app.core.inputs import Body, Version
from aics_app.desk.actions import Wish
from aics_app.desk.models import CannedReply
from aics_app.desk.rules.canned import Draft
from aics_app.desk.rules.prompts import Kind, Style

Text = Annotated[str, StringConstraints(max_length=20_000)]
"""Each field has its own limit and its own error; this only keeps nonsense out."""


class CannedReplyOut(BaseModel):
    """A text for the next time. `version` goes up with each change and comes back with the next one."""

    id: int
    shortcut: str
    title: str
    text: str = Field(description="plain, with variables such as {{customer}}")
    language: str = Field(description="zh, en or any")
    shared: bool = Field(description="everybody's; else one's own")
    use_count: int
    version: int
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, reply: CannedReply) -> "CannedReplyOut":
        """From its row."""
        same = {"shortcut", "title", "text", "language", "use_count", "version", "created_at", "updated_at"}
        return cls(id=reply.id or 0, shared=reply.is_shared, **reply.model_dump(include=same))


class NewCannedReply(Body):
    """One to keep. Without a title its text begins it."""

    shortcut: Text
    text: Text
    title: Text = ""
    language: Text = "any"
    shared: bool = False

    def draft(self) -> Draft:
        """As the actions take it."""
        return Draft(self.shortcut, self.title, self.text, self.language, self.shared)


class CannedReplyChange(BaseModel):
    """Fields to change; what is left out stays. Without `version` it replaces whatever is there."""

    shortcut: Text | None = None
    text: Text | None = None
    title: Text | None = None
    language: Text | None = None
    shared: bool | None = None
    version: Version | None = None

    def draft(self, present: CannedReply) -> Draft:
        """The present one with the changes."""
        own = Draft(present.shortcut, present.title, present.text, present.language, present.is_shared)
        return replace(own, **self.model_dump(exclude={"version"}, exclude_none=True))


class Variables(BaseModel):
    """What a canned reply's variables stand for in one conversation; empty where nothing is known."""

    customer: str
    agent: str
    company: str
    order_no: str


class HelpWish(Body):
    """What the model shall do. `language` is the agent's: of summaries and of translated messages."""

    kind: Kind
    language: Literal["zh", "en"] = "zh"
    draft: Text = Field(default="", description="for rewrite and translate")
    style: Style = Style.FRIENDLIER
    message_id: int = Field(default=0, ge=0, lt=2**63, description="for translate_message")

    def wish(self) -> Wish:
        """As the actions take it."""
        return Wish(self.kind, self.language, self.draft, self.style, self.message_id)
