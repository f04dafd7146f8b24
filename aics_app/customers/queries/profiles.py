"""Who the customer is, and what the staff wrote about him."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.accounts.queries import nickname_of
from aics_app.core.errors import NotFound
from aics_app.customers.models import CustomerProfile, CustomerTag, Level
from aics_app.customers.policies import require_staff, visible_to


@dataclass(frozen=True)
class Customer:
    """A customer as the staff knows him. `profile` is None while nobody wrote anything."""

    user: User
    profile: CustomerProfile | None
    tags: tuple[str, ...]
    changed_by: str

    @property
    def level(self) -> Level:
        """The level that counts."""
        return Level(self.profile.level) if self.profile else Level.NORMAL

    @property
    def remark(self) -> str:
        """What was remarked, or nothing."""
        return self.profile.remark if self.profile else ""

    @property
    def version(self) -> int:
        """What a change must name; 0 while nobody wrote anything."""
        return self.profile.version if self.profile else 0


async def get_customer(session: AsyncSession, actor: Actor, user_id: int) -> Customer:
    """Read anew, even if this session has read it before. Raises `Forbidden` or `NotFound`."""
    require_staff(actor)
    chosen = (
        select(User, CustomerProfile)
        .outerjoin(CustomerProfile, col(CustomerProfile.user_id) == col(User.id))
        .where(visible_to(actor), col(User.id) == user_id)
    )
    row = (await session.execute(chosen.execution_options(populate_existing=True))).one_or_none()
    if row is None:
        raise NotFound(str(user_id))
    user, profile = row
    author = await nickname_of(session, profile.updated_by if profile else None)
    own = select(col(CustomerTag.tag)).where(col(CustomerTag.user_id) == user_id)
    tags = (await session.execute(own.order_by(col(CustomerTag.added_at), col(CustomerTag.tag)))).scalars()
    return Customer(user, profile, tuple(tags), author)


async def hold_customer(session: AsyncSession, user_id: int) -> None:
    """Nobody else who holds this customer goes on before the transaction ends."""
    await session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())


async def known_tags(session: AsyncSession, actor: Actor, *, like: str = "", limit: int = 20) -> list[str]:
    """Tags in use, the most used first; those with `like` in them. Raises `Forbidden`."""
    require_staff(actor)
    tag = col(CustomerTag.tag)
    chosen = select(tag).group_by(tag).order_by(func.count().desc(), tag).limit(limit)
    if like:
        chosen = chosen.where(func.lower(tag).contains(like.lower(), autoescape=True))
    return list((await session.execute(chosen)).scalars())
