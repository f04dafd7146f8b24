"""Run-time settings of how work is given out."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.configuration import actions as configuration
from aics_app.configuration.models import Key
from aics_app.workforce.errors import RuleChangedMeanwhile
from aics_app.workforce.policies import require_manage
from aics_app.workforce.rules.ruling import tidy_rule


async def set_rule(
    session: AsyncSession, actor: Actor, key: Key, value: str, *, before: str, at: datetime
) -> None:
    """Set one of `RULES`; said again it is no news. `before` is the value that was seen.

    Raises `Forbidden`, `NotFound` for another setting, `Invalid`, `RuleChangedMeanwhile`.
    """
    require_manage(actor)
    value = tidy_rule(key, value)
    stored = await configuration.change(session, actor, key, value, before=before, at=at)
    if stored != value:
        raise RuleChangedMeanwhile(value=stored)
