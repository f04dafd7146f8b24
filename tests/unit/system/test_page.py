"""What an administrator sees of the parts, and that it is not taken for fresh."""

from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import Mock

import pytest

from aics_app.accounts import identity
from aics_app.accounts.models import Role
from aics_app.core.container import provide
from aics_app.system.ui.states import SystemState
from aics_app.ui.hub import PageHub
from aics_app.ui.reach import ReachState
from tests.app import Shop, people
from tests.tab import Tab, possible_outage

LOOK = f"{SystemState.get_full_name()}.look"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        provide(PageHub, Mock(spec=PageHub))
        await running.account("vera", Role.ADMIN)
        yield running


def database_on(tab: Tab) -> str:
    return next(str(part.state) for part in tab.shown(SystemState)["parts"] if part.name == "database")


async def test_while_nobody_can_look_the_page_says_so_and_from_when_its_parts_are(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab("/admin/system", await shop.token("vera"))
    await tab.open()
    seen_at, before = tab.shown(SystemState)["looked_at"], database_on(tab)
    assert seen_at
    with possible_outage() as outage:
        outage.begin()
        await tab.call(LOOK)  # who asks is still remembered: everything can be looked at but the database
        assert (before, database_on(tab)) == ("degraded", "down")
        seen_then = tab.shown(SystemState)["looked_at"]
        assert seen_then > seen_at
        monkeypatch.setattr(identity, "REMEMBERED_S", 0.0)
        identity.use(identity.Identities)._forget_all("", {})
        await tab.call(LOOK)
    assert tab.shown(ReachState)["away"] is True
    assert tab.shown(SystemState)["looked_at"] == seen_then
