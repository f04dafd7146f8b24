"""A handler that fails: its page is told, sees what was noted, and comes back by itself with the database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from aics_app.accounts import identity
from aics_app.accounts.identity import COOKIE
from aics_app.accounts.ui.states import SessionState
from aics_app.aics_app import app
from aics_app.core.container import provide
from aics_app.core.db import Database
from aics_app.core.errors import Conflict, DatabaseUnavailable
from aics_app.ui.access import PUBLIC, SIGNED_IN, access
from aics_app.ui.answering import answering
from aics_app.ui.hub import PageHub
from aics_app.ui.reach import ReachState
from tests.app import Shop, people


class NotingState(rx.State):
    """What a screen might have."""

    noted: str = ""

    @rx.event
    @access(PUBLIC)
    async def refuse(self) -> None:
        self.noted = "refused"
        raise Conflict

    @rx.event
    @access(PUBLIC)
    def refuse_at_once(self) -> None:
        self.noted = "refused"
        raise Conflict

    @rx.event
    @access(PUBLIC)
    async def refuse_later(self) -> AsyncIterator[None]:
        self.noted = "begun"
        yield
        self.noted = "refused"
        raise Conflict

    @rx.event(background=True)
    @access(PUBLIC)
    async def refuse_beside(self) -> None:
        async with self:
            self.noted = "refused"
        raise Conflict

    @rx.event
    @access(PUBLIC)
    async def read(self) -> None:
        self.noted = "failed"
        raise DatabaseUnavailable

    @rx.event(background=True)
    @access(PUBLIC)
    async def read_beside(self) -> None:
        raise DatabaseUnavailable

    @rx.event
    @access(SIGNED_IN)
    async def enter(self) -> None:
        self.noted = "entered"


LOAD = "reflex___state____state.hydrate_and_load"
NAME, REACH, SESSION = (kind.get_full_name() for kind in (NotingState, ReachState, SessionState))


class Tab:
    """A page of lena's, as its browser sees it."""

    def __init__(self, path: str, cookie: str) -> None:
        self._router = {"pathname": path, "asPath": path, "headers": {"cookie": cookie}}
        self._states = StateManagerMemory()
        self.shown: dict[str, dict[str, Any]] = {}
        self.toasts: list[str] = []
        self.led: list[str] = []

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """For Reflex: what would go over the socket."""
        assert token == "tab"
        for state, values in (update.delta or {}).items():
            found = {name.removesuffix("_rx_state_"): value for name, value in values.items()}
            self.shown.setdefault(state, {}).update(found)
        for event in update.events:
            kept = self.led if event.name == "_redirect" else self.toasts
            kept.append(str(event.payload))

    async def call(self, name: str, payload: Mapping[str, Any] | None = None) -> None:
        """One event of the page, with all that follows from it."""
        event = Event(name=name, payload=dict(payload or {}), router_data=self._router)
        processor = BaseStateEventProcessor(middleware=app)
        processor.configure(state_manager=self._states, event_namespace=self)  # type: ignore[arg-type]  # all it needs
        async with processor:
            await (await processor.enqueue("tab", event)).wait_all()

    @property
    def is_away(self) -> object:
        """Whether it says that its data can't be reached."""
        return self.shown.get(REACH, {}).get("away")


@pytest.fixture(autouse=True)
def _answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """This file's state is made after those of the product."""
    handlers = RegistrationContext.ensure_context().event_handlers
    own = {name: one for name, one in handlers.items() if one.handler.fn.__module__ == __name__}
    for name, registered in own.items():
        monkeypatch.setitem(handlers, name, answering(name, registered))


@pytest.fixture
async def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    monkeypatch.setattr(identity, "REMEMBERED_S", 0.0)
    async with people(tmp_path) as running:
        provide(PageHub, Mock(spec=PageHub))
        await running.account("lena")
        yield running


@pytest.fixture
async def new_tab(shop: Shop) -> Tab:
    """Nothing is on it yet."""
    return Tab("/profile", f"{COOKIE}={await shop.token('lena')}")


@pytest.fixture
async def tab(new_tab: Tab) -> Tab:
    await new_tab.call(LOAD)
    return new_tab


class Outage:
    """The database is away from `begin` to `end`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.asked = 0

    def begin(self) -> None:
        @asynccontextmanager
        async def refuse(_db: Database) -> AsyncIterator[None]:
            self.asked += 1
            raise DatabaseUnavailable
            yield

        self._patch.setattr(Database, "reading", refuse)

    def end(self) -> None:
        self._patch.undo()


@pytest.fixture
def outage() -> Any:
    with pytest.MonkeyPatch.context() as own:
        yield Outage(own)


@pytest.mark.parametrize("handler", ["refuse", "refuse_at_once", "refuse_later", "refuse_beside"])
async def test_what_a_handler_noted_before_it_refused_is_shown_with_the_reason(
    tab: Tab, handler: str
) -> None:
    await tab.call(f"{NAME}.{handler}")
    assert tab.shown[NAME] == {"noted": "refused"}
    assert (len(tab.toasts), tab.is_away) == (1, False)


async def test_who_calls_a_handler_by_itself_still_gets_its_error() -> None:
    refuse: Any = NotingState.refuse
    with pytest.raises(Conflict):
        await refuse.fn(Mock())


@pytest.mark.parametrize("handler", ["read", "read_beside"])
async def test_a_page_whose_data_is_away_says_so(tab: Tab, handler: str) -> None:
    await tab.call(f"{NAME}.{handler}")
    assert tab.is_away is True
    assert len(tab.toasts) == 1
    assert "database_unavailable" in tab.toasts[0], "the next one must take its place"


async def test_the_guard_says_so_too_and_lets_nobody_in(tab: Tab, outage: Outage) -> None:
    outage.begin()
    await tab.call(f"{NAME}.enter")
    assert tab.is_away is True
    assert (tab.shown[NAME], tab.led, len(tab.toasts)) == ({"noted": ""}, [], 1)
    outage.end()
    await tab.call(f"{NAME}.enter")
    assert tab.shown[NAME] == {"noted": "entered"}


async def test_a_page_that_opens_meanwhile_says_it_once_and_is_filled_when_the_data_is_back(
    new_tab: Tab, outage: Outage
) -> None:
    tab = new_tab
    outage.begin()
    await tab.call(LOAD)
    assert tab.is_away is True
    assert (tab.shown[SESSION]["loaded"], tab.toasts) == (False, [])
    await tab.call(f"{REACH}.try_again")
    assert (tab.is_away, tab.toasts) == (True, [])
    outage.end()
    await tab.call(f"{REACH}.try_again")
    assert tab.is_away is False
    assert (tab.shown[SESSION]["loaded"], tab.shown[SESSION]["nickname"]) == (True, "Lena")


async def test_a_page_that_misses_nothing_does_not_trouble_the_database(tab: Tab, outage: Outage) -> None:
    outage.begin()
    await tab.call(f"{REACH}.try_again")
    assert (outage.asked, tab.is_away) == (0, False)
