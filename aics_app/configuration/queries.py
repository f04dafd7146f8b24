"""Every read of run-time settings."""

import logging

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.configuration.models import DEFAULTS, Key, SysConfig

logger = logging.getLogger(__name__)


async def share(session: AsyncSession, key: Key) -> float:
    """A setting between 0 and 1; its default where it is missing or nonsense, which is logged."""
    found = await session.execute(select(col(SysConfig.config_value)).where(col(SysConfig.config_key) == key))
    value = found.scalar_one_or_none()
    if value is None:
        return float(DEFAULTS[key])
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if 0 <= number <= 1:
        return number
    logger.warning("sys_config: %s is not a number from 0 to 1; the default %s serves", key, DEFAULTS[key])
    return float(DEFAULTS[key])
