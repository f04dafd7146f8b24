"""A handler that fails: its page is told, sees what was noted, and comes back by itself with the database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext

from aics_app.accounts import identity
from aics_app.accounts.ui.states import SessionState
from aics_app.core.container import provide
from aics_app.core.errors import Conflict, DatabaseUnavailable
from aics_app.ui.access import PUBLIC, SIGNED_IN, access
from aics_app.ui.answering import answering
from aics_app.ui.hub import PageHub
from aics_app.ui.reach import ReachState
from tests.app import Shop, people
from tests.tab import Outage, Tab, possible_outage


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


NAME, REACH = NotingState.get_full_name(), ReachState.get_full_name()


def is_away(tab: Tab) -> object:
    """Whether the page says that its data can't be reached."""
    return tab.shown(ReachState).get("away")


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
    return Tab("/profile", await shop.token("lena"))


@pytest.fixture
async def tab(new_tab: Tab) -> Tab:
    await new_tab.open()
    return new_tab


@pytest.fixture
def outage() -> Iterator[Outage]:
    with possible_outage() as outage:
        yield outage


@pytest.mark.parametrize("handler", ["refuse", "refuse_at_once", "refuse_later", "refuse_beside"])
async def test_what_a_handler_noted_before_it_refused_is_shown_with_the_reason(
    tab: Tab, handler: str
) -> None:
    await tab.call(f"{NAME}.{handler}")
    assert tab.shown(NotingState) == {"noted": "refused"}
    assert (len(tab.toasts), is_away(tab)) == (1, False)


async def test_who_calls_a_handler_by_itself_still_gets_its_error() -> None:
    refuse: Any = NotingState.refuse
    with pytest.raises(Conflict):
        await refuse.fn(Mock())


@pytest.mark.parametrize("handler", ["read", "read_beside"])
async def test_a_page_whose_data_is_away_says_so(tab: Tab, handler: str) -> None:
    await tab.call(f"{NAME}.{handler}")
    assert is_away(tab) is True
    assert len(tab.toasts) == 1
    assert "database_unavailable" in tab.toasts[0], "the next one must take its place"


async def test_the_guard_says_so_too_and_lets_nobody_in(tab: Tab, outage: Outage) -> None:
    outage.begin()
    await tab.call(f"{NAME}.enter")
    assert is_away(tab) is True
    assert (tab.shown(NotingState), tab.led, len(tab.toasts)) == ({"noted": ""}, [], 1)
    outage.end()
    await tab.call(f"{NAME}.enter")
    assert tab.shown(NotingState) == {"noted": "entered"}


async def test_a_page_that_opens_meanwhile_says_it_once_and_is_filled_when_the_data_is_back(
    new_tab: Tab, outage: Outage
) -> None:
    tab = new_tab
    outage.begin()
    await tab.open()
    assert is_away(tab) is True
    assert (tab.shown(SessionState)["loaded"], tab.toasts) == (False, [])
    await tab.call(f"{REACH}.try_again")
    assert (is_away(tab), tab.toasts) == (True, [])
    outage.end()
    await tab.call(f"{REACH}.try_again")
    assert is_away(tab) is False
    assert (tab.shown(SessionState)["loaded"], tab.shown(SessionState)["nickname"]) == (True, "Lena")


async def test_a_page_that_misses_nothing_does_not_trouble_the_database(tab: Tab, outage: Outage) -> None:
    outage.begin()
    await tab.call(f"{REACH}.try_again")
    assert (outage.asked, is_away(tab)) == (0, False)
