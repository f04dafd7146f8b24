"""Pages whose list can't be read: the failure is on the page at once, and the line that says why."""

from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import Mock

import pytest
import reflex as rx

from aics_app.accounts.models import Role
from aics_app.accounts.ui.people import UsersState
from aics_app.accounts.ui.roles import RolesState
from aics_app.audit.ui.states import AuditState
from aics_app.configuration.ui.states import SettingsState
from aics_app.core.container import provide
from aics_app.handoff.ui.records import RecordsState
from aics_app.notices.ui.stuck import StuckState
from aics_app.stats.ui.finding import FindingState
from aics_app.stats.ui.wall import WallState
from aics_app.tickets.ui.board import BoardState
from aics_app.ui import routes
from aics_app.ui.hub import PageHub
from aics_app.ui.reach import ReachState
from tests.app import Shop, people
from tests.tab import Tab, possible_outage

LISTS: dict[str, type[rx.State]] = {
    routes.ADMIN_AUDIT: AuditState,
    routes.ADMIN_CONVERSATIONS: FindingState,
    routes.ADMIN_ROLES: RolesState,
    routes.ADMIN_SETTINGS: SettingsState,
    routes.ADMIN_SYSTEM: StuckState,
    routes.ADMIN_USERS: UsersState,
    routes.ADMIN_WALL: WallState,
    routes.BOARD: BoardState,
    routes.HANDOFFS: RecordsState,
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        provide(PageHub, Mock(spec=PageHub))
        await running.account("vera", Role.ADMIN)
        yield running


async def test_a_list_that_cannot_be_read_says_so_and_is_read_when_the_data_is_back(shop: Shop) -> None:
    token = await shop.token("vera")
    for path, state in LISTS.items():
        tab = Tab(path, token)
        await tab.open()
        assert (tab.shown(state)["loaded"], tab.shown(state)["failed"]) == (True, False), path
        with possible_outage() as outage:
            outage.begin()
            await tab.open()
            assert (tab.shown(state)["loaded"], tab.shown(state)["failed"]) == (True, True), path
        assert (tab.shown(ReachState)["away"], tab.toasts) == (True, []), path
        await tab.call(f"{ReachState.get_full_name()}.try_again")
        assert (tab.shown(ReachState)["away"], tab.shown(state)["failed"]) == (False, False), path
