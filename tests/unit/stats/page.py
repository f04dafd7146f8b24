"""A page of the dashboard and who looks at it, without a browser."""

from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden
from aics_app.stats.ui import charting, pulse, rows, states, wall
from aics_app.stats.ui.asking import Wanted
from aics_app.stats.ui.charting import ChartsState
from aics_app.stats.ui.states import DashboardState
from tests.unit.tickets.conftest import Counter


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
        self._root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]  # as Reflex makes the root
        self.dashboard: DashboardState = self.state(DashboardState)
        self.charts: ChartsState = self.state(ChartsState)

    def state(self, kind: type[rx.State]) -> Any:
        return self._root.get_substate(kind.get_full_name().split("."))

    def seen_by(self, actor: Actor) -> None:
        async def current_actor(_state: rx.State, right: str = "") -> Actor:
            if right and right not in actor.rights:
                raise Forbidden(right)
            return actor

        for module in (states, charting, pulse, rows, wall):
            self._patch.setattr(module, "current_actor", current_actor)

    def stands_on(self, path: str) -> None:
        self._root.router = RouterData.from_router_data({"asPath": path})

    def says(self, wanted: Wanted) -> None:
        self._patch.setattr(states, "wanted_of", lambda _said: wanted)

    async def loads(self) -> None:
        """As the events follow each other."""
        await DashboardState.open.fn(self.dashboard)
        await DashboardState.read.fn(self.dashboard)
        await ChartsState.load.fn(self.charts)
