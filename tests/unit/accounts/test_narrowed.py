"""A page whose person sees less than before hears nothing more on it, whether or not it is read anew."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from aics_app.accounts.identity import COOKIE, ENDED
from aics_app.accounts.ui.states import SessionState
from aics_app.aics_app import app
from aics_app.core.container import provide, use
from aics_app.core.live import Live
from aics_app.ui.hub import Append, PageHub
from tests.app import Shop, people

TALK, PAGE = "conversation:lenas", "page"
AT_DESK = ["desk.work", "conversations.see_all"]


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        hub = PageHub(app, use(Live), ENDED)
        provide(PageHub, hub)
        yield running
        await hub.close()


@pytest.mark.parametrize(
    ("changed", "goes_on"),
    [
        ({"rights": AT_DESK, "scope": "own"}, False),
        ({"rights": ["desk.work"], "scope": "all"}, False),
        ({"rights": [*AT_DESK, "stats.see"], "scope": "all"}, True),
    ],
)
async def test_it_hears_nothing_more_of_what_it_showed(
    shop: Shop, changed: dict[str, Any], goes_on: bool
) -> None:
    vera, hub = await shop.admin("vera"), use(PageHub)
    role = {"name": "CHATTERS", "label": "Chatters", "scope": "all", "rights": AT_DESK}
    assert (await vera.post("/api/roles", json=role)).status_code == 201
    await shop.account("olga", "CHATTERS")
    router = {"pathname": "/desk", "asPath": "/desk", "token": PAGE}
    router["headers"] = {"cookie": f"{COOKIE}={await shop.token('olga')}"}
    states = BaseStateEventProcessor(middleware=app).configure(state_manager=StateManagerMemory())

    async def happens(handler: str, **payload: str) -> None:
        name = f"{SessionState.get_full_name()}.{handler}"
        event = Event(name=name, payload=payload, router_data=router)
        async for _ in states.enqueue_stream_delta(PAGE, event):
            pass

    async with states:
        await happens("require", right="desk.work")
        hub.watch(PAGE, TALK, "olgas", lambda _: Append(7, 0, "Hello"), "talk")
        body = {"label": "Chatters", "version": 0, **changed}
        assert (await vera.put("/api/roles/CHATTERS", json=body)).status_code == 200
        await happens("rights_changed")
    assert hub.is_watching(PAGE, TALK, "talk") is goes_on
