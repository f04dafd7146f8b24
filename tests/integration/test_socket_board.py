"""The staff's tickets over a raw socket: what is nonsense, what is another's, and what is one's own."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from aics_app.accounts.models import Role
from aics_app.accounts.rules import rights_of
from aics_app.ui.access import SIGNED_IN
from tests.integration.conftest import Counter
from tests.integration.stillness import nothing_happens
from tests.integration.test_socket_strangers import Handler, finish, handlers_of_ours, refusals
from tests.served import Person
from tests.socket_client import ROOT

SECRET = "my tulip bulbs came broken"
NOTE = "she is cross about the tulips"
WORK = f"{ROOT}.aics_app___tickets___ui___working____work_state"
ANSWER = f"{ROOT}.aics_app___tickets___ui___answering____answer_state"
RELATE = f"{ROOT}.aics_app___tickets___ui___relating____relate_state"
_OURS = re.compile("tickets___|notices___")
LONG = "灯" * 40_000
# Of the right types, and of no sense.
NONSENSE: dict[Any, list[Any]] = {
    str: ["\u0000", "../../etc", "<script>alert(1)</script>", "'; DROP TABLE work_order; --", LONG],
    int: [-1, 987654321, 2**63 - 1, 2**63],
    list[int] | None: [[-1], [2**63], [987654321], list(range(1000))],
    dict[str, object]: [{"tag": LONG}, {"title": LONG}, {"reply": LONG}, {"text": LONG}, {"tag": ["a"]}],
}


async def _filed(counter: Counter, person: Person) -> str:
    await counter.site.send_home()  # or it is somebody's turn to have it, in the middle of what follows
    async with counter.server.client(person) as client:
        answer = await client.post("/api/work-orders", json={"title": SECRET, "content": SECRET})
    assert answer.status_code == 201, answer.text
    number = str(answer.json()["order_no"])
    async with asyncio.timeout(10):  # whoever is told of it is told a moment later
        while number not in str((await counter.site.rows())["notice"]):
            pass
    return number


def _senseless(handler: Handler) -> Iterator[dict[str, Any]]:
    """What people say may be anything but too long or empty, and so may the id that a browser gives to it."""
    for name, kind in handler.parameters.items():
        said = {"text": [LONG, "\u0000"], "client_id": [LONG, ""]}
        for junk in said.get(name, NONSENSE.get(kind, [])):
            yield handler.payload() | {name: junk}


async def test_an_agent_reaches_nothing_of_the_administrators(counter: Counter) -> None:
    anna = await counter.site.person("anna", Role.AGENT)
    reserved = rights_of(Role.ADMIN) - rights_of(Role.AGENT)
    handlers = [handler for handler in handlers_of_ours() if handler.mark in reserved]
    assert "workflow.manage" in {handler.mark for handler in handlers}
    before = refusals(counter, "forbidden")
    async with nothing_happens(counter), counter.server.page(anna, path="/admin/workflow") as page:
        for handler in handlers:
            await page.call(handler.name, **handler.payload())
        await finish(page)
        assert not any(page.states.get(handler.state, {}).get("loaded") for handler in handlers)
    assert refusals(counter, "forbidden") - before >= len(handlers)


@pytest.mark.parametrize(
    ("who", "mark"),
    [("anna", "tickets.work"), ("vera", "workflow.manage"), ("lena", "tickets.file"), ("lena", SIGNED_IN)],
)
async def test_what_makes_no_sense_changes_nothing(counter: Counter, who: str, mark: str) -> None:
    """On the page where everything else would."""
    roles = {"anna": Role.AGENT, "vera": Role.ADMIN, "lena": Role.CUSTOMER}
    lena = await counter.person()
    person = lena if who == "lena" else await counter.site.person(who, roles[who])
    number = await _filed(counter, lena)
    path = {"anna": f"/board/{number}", "vera": "/admin/workflow", "lena": f"/tickets/{number}"}[who]
    handlers = [one for one in handlers_of_ours() if one.mark == mark and _OURS.search(one.name)]
    async with nothing_happens(counter), counter.server.page(person, path=path) as page:
        await page.until(lambda: ("PROCESSING" if who == "vera" else SECRET) in page.heard)
        for handler in handlers:
            for payload in _senseless(handler):
                await page.call(handler.name, **payload)
        await finish(page)
    assert handlers


async def test_a_ticket_of_ones_own_is_read_as_its_customer_reads_it(counter: Counter) -> None:
    """And what the staff do, even its administrators, is not done there."""
    anna, ben = [await counter.site.person(name, Role.AGENT) for name in ("anna", "ben")]
    number = await _filed(counter, anna)
    async with counter.server.client(ben) as client:
        noted = {"content": NOTE, "internal": True}
        assert (await client.post(f"/api/work-orders/{number}/replies", json=noted)).status_code == 201
    acts: dict[str, dict[str, Any]] = {
        f"{WORK}.assign": {"user_id": anna.id},
        f"{WORK}.set_field": {"name": "priority", "value": "HIGH"},
        f"{WORK}.rename": {"form": {"title": "Mine first"}},
        f"{ANSWER}.write_note": {"text": "I am first.", "client_id": "a-note-of-mine", "files": []},
        f"{RELATE}.add_tag": {"form": {"tag": "first"}},
    }
    async with nothing_happens(counter), counter.server.page(anna, path=f"/board/{number}") as page:
        await page.until(lambda: page.states.get(WORK, {}).get("loaded"))
        seen = page.states[WORK]["about"]
        assert (seen["order_no"], seen["is_own"], seen["may_work"], seen["ways"]) == (number, True, False, [])
        for name, payload in acts.items():
            await page.call(name, **payload)
        await finish(page)
        assert NOTE not in page.heard
