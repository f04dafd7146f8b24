"""What people keep to work faster: macros and views."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.errors import NotFound
from aics_app.tickets.models import Macro, SavedView, Tag
from aics_app.tickets.policies import require_work

KNOWN_TAGS = 100


async def macros(session: AsyncSession, actor: Actor) -> list[Macro]:
    """Everybody's and the actor's own, by name. Raises `Forbidden`."""
    require_work(actor)
    chosen = select(Macro).where(_usable_by(actor)).order_by(col(Macro.name), col(Macro.id))
    return list((await session.execute(chosen)).scalars())


async def get_macro(session: AsyncSession, actor: Actor, macro_id: int) -> Macro:
    """One that the actor may use, read anew. Raises `Forbidden`, `NotFound`."""
    require_work(actor)
    chosen = select(Macro).where(col(Macro.id) == macro_id, _usable_by(actor))
    found = (await session.execute(chosen.execution_options(populate_existing=True))).scalar_one_or_none()
    if found is None:
        raise NotFound(str(macro_id))
    return found


def _usable_by(actor: Actor) -> ColumnElement[bool]:
    return or_(col(Macro.owner_id).is_(None), col(Macro.owner_id) == actor.user_id)


async def macro_count(session: AsyncSession, owner_id: int | None) -> int:
    """How many somebody keeps, or (None) everybody."""
    owned = col(Macro.owner_id).is_(None) if owner_id is None else col(Macro.owner_id) == owner_id
    return (await session.execute(select(func.count()).select_from(Macro).where(owned))).scalar_one()


async def saved_views(session: AsyncSession, actor: Actor) -> list[SavedView]:
    """The actor's own, in the order in which they were saved. Raises `Forbidden`."""
    require_work(actor)
    chosen = select(SavedView).where(col(SavedView.user_id) == actor.user_id)
    return list((await session.execute(chosen.order_by(col(SavedView.id)))).scalars())


async def known_tags(session: AsyncSession, actor: Actor) -> list[str]:
    """The tags that are used most, in the order of the alphabet. Raises `Forbidden`."""
    require_work(actor)
    used = select(col(Tag.tag)).group_by(col(Tag.tag)).order_by(func.count().desc(), col(Tag.tag))
    return sorted((await session.execute(used.limit(KNOWN_TAGS))).scalars())
