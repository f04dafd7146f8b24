"""`/api/knowledge/*`: the FAQ, and what would answer a question."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.inputs import Id, Version
from aics_app.core.paging import Limit, Page
from aics_app.core.text import clean, has_letters, language_of
from aics_app.knowledge import actions, queries
from aics_app.knowledge.actions import Change
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.schemas import ChangedFaq, FaqChange, FaqOut, Found, FoundItems, NewFaq, Status
from aics_app.knowledge.understanding import Understanding

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])

MAX_QUERY_CHARS = 2000

Manager = Annotated[Actor, Depends(having(Right.KNOWLEDGE_MANAGE))]
Word = Annotated[str, Query(max_length=200)]


class _Listing(BaseModel):
    """Which entries are wanted."""

    q: Word = ""
    category: Word = ""
    language: Word = ""
    status: Status | None = None

    def filter(self) -> Filter:
        """As the queries take it."""
        enabled = None if self.status is None else self.status == "enabled"
        return Filter(clean(self.q), self.category, self.language, enabled)


@router.get("/faqs")
async def faqs(
    actor: Manager, wanted: Annotated[_Listing, Depends()], limit: Limit = 50, cursor: Word = ""
) -> Page[FaqOut]:
    """The entries, last changed first. `q` looks in question, similar questions and answer."""
    async with use(Database).reading() as session:
        found, following = await queries.listed(session, actor, wanted.filter(), limit=limit, cursor=cursor)
    return Page(items=[FaqOut.of(one) for one in found], next_cursor=following)


@router.post("/faqs", status_code=201)
async def create(body: NewFaq, actor: Manager) -> FaqOut:
    """A new entry. 409 when another one of the language asks the same."""
    async with use(Database).transaction() as session:
        made = await actions.create(session, actor, body.draft(), enabled=body.enabled, at=clock.now())
        return FaqOut.of(made)


@router.get("/faqs/{faq_id}")
async def faq(faq_id: Id, actor: Manager) -> FaqOut:
    """One entry."""
    async with use(Database).reading() as session:
        return FaqOut.of(await queries.get(session, actor, faq_id))


@router.put("/faqs/{faq_id}")
async def replace(faq_id: Id, body: ChangedFaq, actor: Manager) -> FaqOut:
    """Replace an entry. 409 when somebody saved it since `version`."""
    async with use(Database).transaction() as session:
        present = await queries.get(session, actor, faq_id)
        change = Change(body.draft(), body.enabled, body.version)
        return FaqOut.of(await actions.change(session, actor, present, change, at=clock.now()))


@router.patch("/faqs/{faq_id}")
async def change(faq_id: Id, body: FaqChange, actor: Manager) -> FaqOut:
    """Change some of an entry. 409 when somebody saved it since `version`."""
    async with use(Database).transaction() as session:
        present = await queries.get(session, actor, faq_id)
        change = Change(body.draft(present), body.enabled, body.version)
        return FaqOut.of(await actions.change(session, actor, present, change, at=clock.now()))


@router.delete("/faqs/{faq_id}", status_code=204)
async def delete(faq_id: Id, actor: Manager, version: Version | None = None) -> None:
    """Remove an entry. 409 when somebody saved it since `version`."""
    async with use(Database).transaction() as session:
        present = await queries.get(session, actor, faq_id)
        known = present.faq.version if version is None else version
        await actions.delete(session, actor, faq_id, version=known, at=clock.now())


@router.get("/search")
async def search(
    _actor: Manager,
    q: Annotated[str, Query(min_length=1, max_length=MAX_QUERY_CHARS)],
    limit: Annotated[int, Query(ge=1, le=10)] = 10,
) -> FoundItems:
    """What would answer the question, surest first."""
    text = clean(q)
    if not has_letters(text):
        raise Invalid(fields={"q": "required"})
    understood = await use(Understanding).understand(text, language_of(text))
    items = [Found.of(candidate) for candidate in understood.candidates[:limit]]
    return FoundItems(items=items, decision=understood.decision, intent=understood.intent)
