"""A page as its browser sees it, without a socket: events go through Reflex's own processor and our guard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from aics_app.accounts.identity import COOKIE
from aics_app.aics_app import app
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable

OPEN = f"{State.get_full_name()}.hydrate_and_load"


class Tab:
    """What it shows by state, which toasts came, and where it was led."""

    def __init__(self, path: str, token: str) -> None:
        self._router = {"pathname": path, "asPath": path, "headers": {"cookie": f"{COOKIE}={token}"}}
        self._states = StateManagerMemory()  # type: ignore[abstract]  # only as Reflex declares it
        self._shown: dict[str, dict[str, Any]] = {}
        self.toasts: list[str] = []
        self.led: list[str] = []

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """For Reflex: what would go over the socket."""
        for state, values in (update.delta or {}).items():
            found = {name.removesuffix("_rx_state_"): value for name, value in values.items()}
            self._shown.setdefault(state, {}).update(found)
        for event in update.events:
            kept = self.led if event.name == "_redirect" else self.toasts
            kept.append(str(event.payload))

    async def open(self) -> None:
        """Load the page."""
        await self.call(OPEN)

    async def call(self, name: str, **payload: Any) -> None:
        """One event, with all that follows from it."""
        event = Event(name=name, payload=payload, router_data=self._router)
        processor = BaseStateEventProcessor(middleware=app)
        processor.configure(state_manager=self._states, event_namespace=self)  # type: ignore[arg-type]  # all it needs
        async with processor:
            await (await processor.enqueue("tab", event)).wait_all()

    def shown(self, state: type[State]) -> dict[str, Any]:
        """The variables of a state as the browser has them."""
        return self._shown.get(state.get_full_name(), {})


class Outage:
    """The database is away from `begin` to `end`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.asked = 0

    def begin(self) -> None:
        """From now on nothing can be read."""

        def refuse(_db: Database) -> NoReturn:
            self.asked += 1
            raise DatabaseUnavailable

        self._patch.setattr(Database, "reading", refuse)

    def end(self) -> None:
        """It is back."""
        self._patch.undo()


@contextmanager
def possible_outage() -> Iterator[Outage]:
    """Over at the end, in any case."""
    with pytest.MonkeyPatch.context() as patch:
        yield Outage(patch)
