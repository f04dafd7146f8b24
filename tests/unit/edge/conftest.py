"""The API on a database of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app import Shop, people


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """AICS with nobody in it."""
    async with people(tmp_path) as running:
        yield running
