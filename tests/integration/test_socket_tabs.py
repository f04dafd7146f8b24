"""Several tabs, double clicks, connections that break in mid-answer: there is one answer, and all see it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.integration.conftest import Counter
from tests.served import Person
from tests.socket_client import CHAT, PATIENCE_S, PageSocket

SLOW = {"rate": 25, "tokens": 60}


async def _messages(counter: Counter, lena: Person, conversation: str) -> list[tuple[str, str]]:
    async with counter.server.client(lena) as client:
        told = (await client.get(f"/api/conversations/{conversation}/messages")).json()
    return [(message["sender"], message["state"]) for message in told["items"]]


@asynccontextmanager
async def _second_tab(counter: Counter, lena: Person, page: PageSocket) -> AsyncIterator[PageSocket]:
    """One more on the same conversation."""
    async with counter.server.page(lena, path=f"/chat/{page.chat['conversation_id']}") as tab:
        await tab.until(lambda: tab.chat.get("loaded"))
        yield tab


def _is_whole(page: PageSocket, answer: int) -> bool:
    """Whether what was there at first and the pieces since then make up the text of the end."""
    begun, text = page.begun.get(answer, ""), page.shown(answer)["text"]
    return bool(page.pieces.get(answer)) and page.live_text(answer, begun) == text


async def test_two_tabs_are_told_the_same_answer_piece_by_piece(counter: Counter) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    async with counter.server.page(lena) as first:
        answer = await first.ask("tell me about the shop")
        await first.until(lambda: first.pieces)
        async with _second_tab(counter, lena, first) as second:
            ends = await asyncio.gather(first.end_of(answer), second.end_of(answer))
            assert ends[0]["text"] == ends[1]["text"]
            assert ends[0]["state"] == "done"
            assert _is_whole(first, answer)
            assert _is_whole(second, answer)


async def test_two_tabs_asking_at_once_get_one_answer_and_one_refusal(counter: Counter) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    async with counter.server.page(lena) as first:
        await first.end_of(await first.ask("tell me about the shop"))
        async with _second_tab(counter, lena, first) as second:
            answers = await asyncio.gather(first.ask("and its pans"), second.ask("and its pots"))
            assert sorted(map(bool, answers)) == [False, True]
            await asyncio.gather(first.end_of(max(answers)), second.end_of(max(answers)))
        conversation = first.chat["conversation_id"]
    assert await _messages(counter, lena, conversation) == [("USER", "done"), ("AI", "done")] * 2


async def test_a_double_click_is_one_question(counter: Counter) -> None:
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        await page.until(lambda: page.chat.get("loaded"))
        click = {"text": "tell me about the shop", "client_id": "double-click"}
        await page.call(f"{CHAT}.ask", **click)
        await page.end_of(await page.ask(click["text"], click["client_id"]))
        conversation = page.chat["conversation_id"]
    assert await _messages(counter, lena, conversation) == [("USER", "done"), ("AI", "done")]
    async with counter.server.client(lena) as client:
        assert len((await client.get("/api/conversations")).json()["items"]) == 1


async def test_stopping_twice_stops_once_and_keeps_what_was_said(counter: Counter) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        answer = await page.ask("tell me about the shop")
        await page.until(lambda: page.pieces)
        for _ in range(3):
            await page.call(f"{CHAT}.stop")
        end = await page.end_of(answer, 3)
        assert (end["state"], end["error"]) == ("stopped", "")
        assert _is_whole(page, answer)
        assert (await page.end_of(await page.ask("and its pans")))["state"] == "done"


@pytest.mark.parametrize("way", ["closed", "cut"])
async def test_a_connection_that_breaks_in_mid_answer_loses_nothing(counter: Counter, way: str) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    page = counter.server.page(lena)
    await page.open()
    answer = await page.ask("tell me about the shop")
    await page.until(lambda: page.pieces)
    path = f"/chat/{page.chat['conversation_id']}"
    await (page.close() if way == "closed" else page.cut())
    async with counter.server.page(lena, token=page.token, path=path) as back:
        await back.until(lambda: back.begun.get(answer))
        await back.end_of(answer)
        assert _is_whole(back, answer)


async def test_whoever_leaves_in_mid_answer_finds_it_finished(counter: Counter) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        answer = await page.ask("tell me about the shop")
        await page.until(lambda: page.pieces)
        conversation = page.chat["conversation_id"]
    async with asyncio.timeout(PATIENCE_S):
        while (await _messages(counter, lena, conversation))[-1] != ("AI", "done"):  # noqa: ASYNC110 - nobody is on the page
            await asyncio.sleep(0.1)
    async with counter.server.page(lena, path=f"/chat/{conversation}") as back:
        await back.until(lambda: back.shown(answer).get("text"))
        assert back.shown(answer)["state"] == "done"
        assert not back.pieces


async def test_a_page_whose_state_has_expired_goes_on_in_its_conversation(counter: Counter) -> None:
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        await page.end_of(await page.ask("tell me about the shop"))
        conversation = page.chat["conversation_id"]
    counter.model.control(**SLOW)
    path = f"/chat/{conversation}"
    async with counter.server.page(
        lena, path=path, boots=False
    ) as page:  # what it says first needs a new state
        await page.call(f"{CHAT}.ask", text="and its pans", client_id="after-a-long-break")
        await page.until(lambda: page.chat.get("accepted") and page.chat.get("answering"))
    async with counter.server.page(lena, path=path, boots=False) as page:
        await page.call(f"{CHAT}.stop")
        await page.until(lambda: page.chat.get("messages") and not page.chat["answering"])
    states = [("USER", "done"), ("AI", "done"), ("USER", "done"), ("AI", "stopped")]
    assert await _messages(counter, lena, conversation) == states
