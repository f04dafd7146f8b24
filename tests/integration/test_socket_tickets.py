"""A customer's ticket over a raw socket: its own person's, and nobody else's."""

import asyncio

from aics_app.accounts.models import Role
from tests.integration.conftest import Counter
from tests.integration.stillness import nothing_happens
from tests.integration.test_socket_strangers import finish, handlers_of_ours
from tests.served import Person
from tests.socket_client import ROOT

SECRET = "my tulip bulbs came broken"
FOLLOWING = f"{ROOT}.aics_app___tickets___ui___following____following_state"
CLIENT_ID = "0123456789abcdef"


async def _filed(counter: Counter, lena: Person) -> str:
    async with counter.server.client(lena) as client:
        answer = await client.post("/api/work-orders", json={"title": SECRET, "content": SECRET})
    assert answer.status_code == 201, answer.text
    async with asyncio.timeout(10):  # the staff is told of it a moment later
        while not (await counter.site.rows())["notice"]:
            pass
    return str(answer.json()["order_no"])


async def test_on_the_ticket_of_somebody_else_nothing_is_done_and_nothing_learnt(counter: Counter) -> None:
    lena, mallory = await counter.person(), await counter.person("mallory")
    path = f"/tickets/{await _filed(counter, lena)}"
    handlers = [handler for handler in handlers_of_ours() if handler.mark == "tickets.file"]
    assert len(handlers) > 10
    own = {"text": "tulip", "client_id": CLIENT_ID, "score": 5, "form": {"text": "Mine!"}}
    async with nothing_happens(counter), counter.server.page(mallory, path=path) as page:
        await page.until(lambda: page.states.get(FOLLOWING, {}).get("missing"))
        for handler in handlers:
            await page.call(handler.name, **handler.payload(**own))
        await finish(page)
        assert page.states[FOLLOWING]["missing"] is True
        assert SECRET not in page.heard
    async with counter.server.page(lena, path=path) as page:
        await page.until(lambda: page.states.get(FOLLOWING, {}).get("loaded"))
        assert SECRET in page.heard


async def test_sent_twice_an_answer_is_said_once(counter: Counter) -> None:
    lena = await counter.person()
    path = f"/tickets/{await _filed(counter, lena)}"
    async with counter.server.page(lena, path=path) as page:
        await page.until(lambda: page.states.get(FOLLOWING, {}).get("loaded"))
        for _ in range(2):
            await page.call(f"{FOLLOWING}.send", text="The red ones", client_id=CLIENT_ID, files=[])
        await finish(page)
        lines = page.states[FOLLOWING]["view"]["lines"]
        # Between them may stand what happened by itself, which has no words of its own.
        assert [line["text"] for line in lines if line["text"]] == [SECRET, "The red ones"]


async def test_words_that_come_after_the_solution_are_kept_to_open_it_again(counter: Counter) -> None:
    lena, anna = await counter.person(), await counter.site.person("anna", Role.AGENT)
    number = await _filed(counter, lena)
    async with counter.server.page(lena, path=f"/tickets/{number}") as page:
        await page.until(lambda: page.states.get(FOLLOWING, {}).get("loaded"))
        async with counter.server.client(anna) as client:
            solved = {"status": "CLOSED", "content": "A new one is on its way."}
            await client.post(f"/api/work-orders/{number}/transition", json=solved)
        for _ in range(3):  # refused, then the reason, then the same reason again
            await page.call(f"{FOLLOWING}.send", text="Red ones!", client_id=CLIENT_ID, files=[])
        await finish(page)
        seen = page.states[FOLLOWING]
        assert (seen["refused"], seen["accepted"], seen["reopening"]) == (CLIENT_ID, CLIENT_ID, False)
        assert seen["view"]["standing"] == "open"
        assert [line["text"] for line in seen["view"]["lines"]].count("Red ones!") == 1
