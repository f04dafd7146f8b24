"""Every read of run-time settings."""

import logging
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.configuration.models import DEFAULTS, Key, SysConfig

MAX_SECONDS = 7 * 86_400

logger = logging.getLogger(__name__)


async def share(session: AsyncSession, key: Key) -> float:
    """A setting between 0 and 1; its default where it is missing or nonsense, which is logged."""
    stored = await value(session, key)
    number = _number(stored)
    if number is not None and 0 <= number <= 1:
        return number
    _warn(key, stored)
    return float(DEFAULTS[key])


async def seconds(session: AsyncSession, key: Key) -> float:
    """A setting in seconds, more than 0; its default where it is missing or nonsense, which is logged."""
    stored = await value(session, key)
    number = _number(stored)
    if number is not None and 0 < number <= MAX_SECONDS:
        return number
    _warn(key, stored)
    return float(DEFAULTS[key])


async def span(session: AsyncSession, key: Key) -> timedelta:
    """As `seconds`."""
    return timedelta(seconds=await seconds(session, key))


async def choice(session: AsyncSession, key: Key, choices: Collection[str]) -> str:
    """A setting that is one of these words; its default where it is missing or nonsense, which is logged."""
    stored = await value(session, key)
    if stored in choices:
        return stored
    _warn(key, stored)
    return DEFAULTS[key]


async def value(session: AsyncSession, key: Key) -> str:
    """What the table says, or the default."""
    found = await session.execute(select(col(SysConfig.config_value)).where(col(SysConfig.config_key) == key))
    stored = found.scalar_one_or_none()
    return DEFAULTS[key] if stored is None else stored


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _warn(key: Key, value: str) -> None:
    logger.warning("sys_config: %s can't be %.40r; the default %s serves", key, value, DEFAULTS[key])
