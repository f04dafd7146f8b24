"""The desk's event handlers, called over a raw socket by a customer; and a supervisor's by an agent."""

from typing import Any

import pytest

from aics_app.accounts.models import Role
from tests.integration.conftest import Counter
from tests.integration.test_socket_strangers import (
    SECRET,
    Handler,
    Victim,
    _finish,
    _handlers,
    _knows_nothing,
    _refusals,
    nothing_happens,
    victim,
)

__all__ = ["victim"]


@pytest.mark.parametrize("right", ["desk.work", "handoffs.supervise"])
async def test_a_customer_has_no_desk(counter: Counter, victim: Victim, right: str) -> None:
    mallory = await counter.person("mallory")
    handlers = [handler for handler in _handlers() if handler.mark == right]
    assert handlers
    before = _refusals(counter, "forbidden")
    desk = f"/desk/{victim.conversation}"
    async with nothing_happens(counter), counter.server.page(mallory, path=desk) as page:
        for handler in handlers:
            plausible = {"status": "online", "disposition": "solved", "what": "all", "text": SECRET}
            await page.call(handler.name, **handler.payload(**_named(handler, plausible)))
        await _finish(page)
        _knows_nothing(page, victim)
        assert not any(page.states.get(handler.state, {}).get("loaded") for handler in handlers)
    assert _refusals(counter, "forbidden") - before >= len(handlers)


async def test_an_agent_seizes_nothing(counter: Counter) -> None:
    handlers = [handler for handler in _handlers() if handler.mark == "handoffs.supervise"]
    before = _refusals(counter, "forbidden")
    async with counter.server.page(await counter.site.person("anna", Role.AGENT), path="/desk") as page:
        for handler in handlers:
            await page.call(handler.name, **handler.payload())
        await _finish(page)
    assert _refusals(counter, "forbidden") - before == len(handlers) > 0


def _named(handler: Handler, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in handler.parameters}
