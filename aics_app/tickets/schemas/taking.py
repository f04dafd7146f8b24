"""What the API takes about tickets."""

from pydantic import BaseModel, Field

from aics_app.attachments.rules.limits import MAX_FILES
from aics_app.core.inputs import Body, Id, Version
from aics_app.tickets.actions import Edit, Filing, Move, Words
from aics_app.tickets.models import MAX_COMMENT_CHARS, MAX_TAGS
from aics_app.tickets.rules.macros import Acts, Draft

# Longer ones are refused by the actions, which say what is wrong; this only bounds what is looked at.
_LINE = 1000
_TEXT = 120_000
Text = Field(max_length=_TEXT)
ClientId = Field(None, min_length=1, max_length=64)
Seen = Field(None, description="the one that was looked at; another is refused with 409")


class NewTicket(Body):
    """What is filed. The same `client_id` again is the first one."""

    title: str = Field(max_length=_LINE)
    content: str = Text
    category: str | None = Field(None, max_length=40)
    priority: str | None = Field(None, max_length=20, description="without one: the workflow's usual")
    attachments: list[Id] = Field(default=[], max_length=MAX_FILES)
    session_id: str | None = Field(None, max_length=32, description="one's conversation that it comes from")
    client_id: str | None = ClientId

    def filing(self) -> Filing:
        """As the action takes it."""
        return Filing(
            self.title,
            self.content,
            self.category,
            self.priority,
            self.attachments,
            self.client_id,
            self.session_id,
        )


class TicketChange(BaseModel):
    """What shall be different; an empty category or team takes it away."""

    title: str | None = Field(None, max_length=_LINE)
    priority: str | None = Field(None, max_length=20)
    category: str | None = Field(None, max_length=40)
    team: str | None = Field(None, max_length=_LINE)
    tags: list[str] | None = Field(None, max_length=5 * MAX_TAGS)
    version: Version | None = Seen

    def edit(self, version: int | None) -> Edit:
        """As the action takes it."""
        return Edit(self.title, self.priority, self.category, self.team, version)


class Assignment(BaseModel):
    """Who shall have it; null gives it back to everybody."""

    handler_id: Id | None
    version: Version | None = Seen


class Transition(Body):
    """Where it goes, with what is said to the customer on the way."""

    status: str = Field(max_length=20)
    content: str = Field("", max_length=_TEXT)
    attachments: list[Id] = Field(default=[], max_length=MAX_FILES)
    client_id: str | None = ClientId
    version: Version | None = Seen

    def move(self) -> Move:
        """As the action takes it."""
        words = Words(self.content, self.attachments, self.client_id)
        return Move(self.status, words if self.content or self.attachments else None, self.version)


class NewReply(Body):
    """What is said; `internal` to the staff alone."""

    content: str = Field("", max_length=_TEXT)
    internal: bool = False
    attachments: list[Id] = Field(default=[], max_length=MAX_FILES)
    client_id: str | None = ClientId

    def words(self) -> Words:
        """As the actions take it."""
        return Words(self.content, self.attachments, self.client_id)


class Rating(Body):
    """The customer's judgement."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=MAX_COMMENT_CHARS)


class Other(BaseModel):
    """Another ticket."""

    order_no: str = Field(max_length=32)


class Merging(BaseModel):
    """Where it goes on."""

    into: str = Field(max_length=32)
    version: Version | None = Seen


class MacroRun(BaseModel):
    """Which macro is carried out."""

    macro_id: Id
    version: Version | None = Seen


class ActsIn(Body):
    """What a macro does; what is empty it leaves as it is. `tags` are added."""

    status: str = Field("", max_length=20)
    priority: str = Field("", max_length=20)
    category: str = Field("", max_length=40)
    handler: str = Field("", max_length=20, description="`me` or `none`")
    tags: list[str] = Field(default=[], max_length=5 * MAX_TAGS)
    reply: str = Field("", max_length=_TEXT, description="with `{{customer}}`, `{{agent}}`, …")


class NewMacro(Body):
    """A macro."""

    name: str = Field(max_length=_LINE)
    acts: ActsIn
    shared: bool = False

    def draft(self) -> Draft:
        """As the actions take it."""
        acts = self.acts.model_dump()
        return Draft(self.name, Acts(**acts | {"tags": tuple(self.acts.tags)}), self.shared)


class MacroChange(NewMacro):
    """What a macro shall be, and the version that was changed."""

    version: Version


class NewView(Body):
    """Filters and order, as the address has them, under a name."""

    name: str = Field(max_length=_LINE)
    filters: dict[str, str] = Field(max_length=20)
    sort: str = Field("updated", max_length=20)


class Bulk(BaseModel):
    """The same for each of these: whatever is given is done, in this order."""

    order_nos: list[str] = Field(min_length=1, max_length=100)
    change: TicketChange | None = None
    assign: Assignment | None = None
    transition: Transition | None = None
