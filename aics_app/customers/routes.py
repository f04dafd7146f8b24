"""`/api/customers`: what the staff knows of a customer. Customers themselves are told nothing of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import Id
from aics_app.core.paging import Cursor, Limit, Page
from aics_app.customers import actions, queries, views
from aics_app.customers.actions import Change
from aics_app.customers.models import MAX_TAG_CHARS
from aics_app.customers.schemas import CustomerOut, PastTalkOut, ProfileChange, TagsOut

router = APIRouter(prefix="/api/customers", tags=["customers"])

Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]
Tag = Annotated[str, Path(min_length=1, max_length=4 * MAX_TAG_CHARS)]


async def _told(actor: Actor, customer_id: int) -> CustomerOut:
    async with use(Database).reading() as session:
        return CustomerOut.of(await views.get_shown(session, actor, customer_id, clock.now()))


@router.get("/tags")
async def tags(actor: Worker, q: Annotated[str, Query(max_length=MAX_TAG_CHARS)] = "") -> TagsOut:
    """Tags in use, the most used first; with `q` those that have it in them."""
    async with use(Database).reading() as session:
        return TagsOut(items=await queries.known_tags(session, actor, like=q))


@router.get("/{customer_id}")
async def customer(customer_id: Id, actor: Worker) -> CustomerOut:
    """One customer: account, level, tags, remark, satisfaction, and what the mood stands on."""
    return await _told(actor, customer_id)


@router.patch("/{customer_id}")
async def change(customer_id: Id, body: ProfileChange, actor: Worker) -> CustomerOut:
    """Set level or remark. 409 `customer_changed_meanwhile` names who was faster."""
    wanted = Change(body.level, body.remark)
    async with use(Database).transaction() as session:
        await actions.change(session, actor, customer_id, wanted, version=body.version, at=clock.now())
    return await _told(actor, customer_id)


@router.put("/{customer_id}/tags/{tag:path}")
async def add_tag(customer_id: Id, tag: Tag, actor: Worker) -> CustomerOut:
    """Tag a customer; twice is once."""
    async with use(Database).transaction() as session:
        await actions.add_tag(session, actor, customer_id, tag, clock.now())
    return await _told(actor, customer_id)


@router.delete("/{customer_id}/tags/{tag:path}")
async def remove_tag(customer_id: Id, tag: Tag, actor: Worker) -> CustomerOut:
    """Take a tag away; twice is once."""
    async with use(Database).transaction() as session:
        await actions.remove_tag(session, actor, customer_id, tag, clock.now())
    return await _told(actor, customer_id)


@router.get("/{customer_id}/conversations")
async def conversations(
    customer_id: Id,
    actor: Worker,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[PastTalkOut]:
    """The customer's conversations, newest first: solved or not, by a person or the AI, rated how."""
    async with use(Database).reading() as session:
        await queries.get_customer(session, actor, customer_id)
        found, following = await queries.past_talks(session, actor, customer_id, cursor=cursor, limit=limit)
    return Page(items=[PastTalkOut.of(one) for one in found], next_cursor=following)
