"""A page of the dashboard and who looks at it, without a browser."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from aics_app.accounts.models import Actor, Role
from aics_app.core import clock
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.settings import Settings, load
from aics_app.stats.ui import charting, pulse, rows, states, wall
from aics_app.stats.ui.asking import Wanted
from aics_app.stats.ui.charting import ChartsState
from aics_app.stats.ui.states import DashboardState
from tests.states import root, seen_by, state_of
from tests.unit.tickets.conftest import Counter, after, counter_on


class Watching:
    """What a page hears of."""

    def __init__(self) -> None:
        self.slots: set[str] = set()

    def watch(self, _token: str, _topic: str, _session: str, _react: Any, slot: str, **_how: Any) -> None:
        self.slots.add(slot)

    def unwatch(self, _token: str, slot: str) -> None:
        self.slots.discard(slot)


class Page:
    """One page, and who looks at it."""

    def __init__(self, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counter = counter
        self._patch = monkeypatch
        self._root = root()
        self.dashboard: DashboardState = self.state(DashboardState)
        self.charts: ChartsState = self.state(ChartsState)

    def state(self, kind: type[rx.State]) -> Any:
        return state_of(kind, self._root)

    def seen_by(self, actor: Actor) -> None:
        seen_by(actor, self._patch, states, charting, pulse, rows, wall)

    def stands_on(self, path: str) -> None:
        self._root.router = RouterData.from_router_data({"asPath": path})

    def says(self, wanted: Wanted) -> None:
        self._patch.setattr(states, "wanted_of", lambda _said: wanted)

    async def loads(self) -> None:
        """As the events follow each other."""
        await DashboardState.open.fn(self.dashboard)
        await DashboardState.read.fn(self.dashboard)
        await ChartsState.load.fn(self.charts)


@pytest.fixture
async def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    """Lena filed a ticket at noon; it is two hours later, in the company's zone too."""
    async with counter_on(f"sqlite+aiosqlite:///{tmp_path / 'aics.db'}") as counter:
        clear()
        provide(Database, counter.db)
        provide(Settings, load({"APP_DATA_DIR": str(tmp_path), "APP_TIMEZONE": "UTC"}))
        monkeypatch.setattr(clock, "now", lambda: after(120))
        lena = await counter.person("lena")
        await counter.filed(lena, category="delivery")
        yield Page(counter, monkeypatch)
        clear()


@pytest.fixture
async def ada(page: Page) -> Actor:
    """The administrator, who looks at the page."""
    found = await page.counter.person("ada", Role.ADMIN)
    page.seen_by(found)
    return found
