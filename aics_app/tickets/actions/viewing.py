"""A person's own views of the board."""

from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.db import rows_changed
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.text import one_line
from aics_app.tickets import queries
from aics_app.tickets.errors import TooManyKept
from aics_app.tickets.models import MAX_ADDRESS_CHARS, SavedView
from aics_app.tickets.policies import require_work
from aics_app.tickets.rules.filters import Filters, Sort

MAX_VIEWS = 30
MAX_NAME_CHARS = 60


async def save_view(
    session: AsyncSession, actor: Actor, name: str, wanted: Filters, sort: Sort, *, at: datetime
) -> SavedView:
    """Keep filters and order under a name; the same name again means these.

    Raises `Forbidden`, `Invalid`, `TooManyKept`.
    """
    name = one_line(name, len(name) + 1)
    if not name or len(name) > MAX_NAME_CHARS:
        raise Invalid(fields={"name": "too_long" if name else "required"})
    address = urlencode({**wanted.query(), "sort": sort.word})
    if len(address) > MAX_ADDRESS_CHARS:
        raise Invalid(fields={"filters": "too_long"})
    present = await queries.saved_views(session, actor)
    if known := next((one for one in present if one.name.casefold() == name.casefold()), None):
        known.address = address
        await session.flush()
        return known
    if len(present) >= MAX_VIEWS:
        raise TooManyKept(limit=MAX_VIEWS)
    view = SavedView(user_id=actor.user_id, name=name, address=address, created_at=at)
    session.add(view)
    await session.flush()
    return view


async def delete_view(session: AsyncSession, actor: Actor, view_id: int) -> None:
    """Forget one of one's own. Raises `Forbidden`, `NotFound`."""
    require_work(actor)
    gone = delete(SavedView).where(col(SavedView.id) == view_id, col(SavedView.user_id) == actor.user_id)
    if not await rows_changed(session, gone):
        raise NotFound(str(view_id))
