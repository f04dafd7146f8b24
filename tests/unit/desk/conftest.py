"""The floor of the hand-offs, and those who write replies for the next time."""

import pytest

from aics_app.accounts.models import Actor, Role
from tests.unit.handoff.conftest import Floor, floor, lena

__all__ = ["floor", "lena", "olga", "otto", "vera"]


@pytest.fixture
async def otto(floor: Floor) -> Actor:
    """An agent."""
    return await floor.agent("otto")


@pytest.fixture
async def olga(floor: Floor) -> Actor:
    """Another agent."""
    return await floor.agent("olga")


@pytest.fixture
async def vera(floor: Floor) -> Actor:
    """An administrator: she may share."""
    return await floor.person("vera", Role.ADMIN)
