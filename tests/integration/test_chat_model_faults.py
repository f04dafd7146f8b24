"""The model server refuses, stalls, breaks off, talks nonsense: what customers see, and how it heals."""

import asyncio
import time
from typing import Any

import pytest

from tests.integration.conftest import Counter
from tests.served import readiness
from tests.socket_client import CHAT

ANSWER = "blankets for dogs and cats"
FAULTS = [
    ("garbage", 502, "model_failed"),
    ("error_500", 502, "model_failed"),
    ("cut", 502, "model_failed"),
    ("error_line", 502, "model_failed"),
    ("stall", 504, "model_timeout"),
]


@pytest.fixture
async def client_of(counter: Counter) -> Any:
    """A customer as a program; the breaker is shut at the end, whatever the test did to the model."""
    counter.model.control(text=ANSWER)
    lena = await counter.person()
    async with counter.site.trusting(), counter.server.client(lena) as client:
        yield client
        counter.model.control(reset=True)
        await _until_up(counter, client)


async def _until_up(counter: Counter, client: Any) -> float:
    """How many seconds pass until the model answers again, without anybody's help."""
    began = time.monotonic()
    async with asyncio.timeout(40):
        while True:
            told = (
                await client.post("/api/ai/answer", json={"question": f"again {time.monotonic()}"})
            ).json()
            if told.get("source") == "llm":
                return time.monotonic() - began
            await asyncio.sleep(0.5)


@pytest.mark.parametrize(("mode", "status", "code"), FAULTS)
async def test_a_fault_is_a_typed_error_said_on_the_page_and_never_remembered(
    counter: Counter, client_of: Any, mode: str, status: int, code: str
) -> None:
    question = f"do you sell blankets in {mode} grey"
    counter.model.control(mode=mode, after=2, times=1)
    told = await client_of.post("/api/ai/answer", json={"question": question})
    assert (told.status_code, told.json()["code"]) == (status, code)
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        answer = await page.ask(f"{question} [[{mode}:2]]")
        end = await page.end_of(answer, 20)
        assert (end["state"], end["error"]) == ("failed", code)
    good = (await client_of.post("/api/ai/answer", json={"question": question})).json()
    assert (good["answer"], good["source"]) == (ANSWER, "llm")
    assert (await client_of.post("/api/ai/answer", json={"question": question})).json()["source"] == "cache"


async def test_retrying_on_the_page_brings_the_answer(counter: Counter, client_of: Any) -> None:
    counter.model.control(mode="cut", after=2, times=1)
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        answer = await page.ask("what keeps dogs warm")
        assert (await page.end_of(answer))["state"] == "failed"
        await page.call(f"{CHAT}.retry", message_id=answer)
        await page.until(lambda: page.chat["messages"][-1]["id"] != answer)
        end = await page.end_of(page.chat["messages"][-1]["id"])
        assert (end["state"], end["text"]) == ("done", ANSWER)
        assert [message["sender"] for message in page.chat["messages"]] == ["user", "ai"]


async def test_with_no_server_there_knowledge_serves_on_and_the_rest_is_honest(
    counter: Counter, client_of: Any
) -> None:
    counter.model.control(refuse_s=6)
    question = {"question": "what keeps cats warm"}
    told = (await client_of.post("/api/ai/answer", json=question)).json()
    assert (told["source"], told["need_transfer"], told["model_down"]) == ("none", True, True)
    ready = readiness(counter.server)
    assert (ready["http"], ready["status"], ready["components"]["model"]) == (200, "degraded", "degraded")
    greeted = (await client_of.post("/api/ai/answer", json={"question": "hello!"})).json()
    assert greeted["state"] == "done"
    lena = await counter.person()
    async with counter.server.page(lena) as page:
        await page.until(lambda: page.chat.get("loaded"))
        assert page.chat["model_away"] is True
        end = await page.end_of(await page.ask("what keeps mice warm"))
        assert (end["state"], end["source"], end["offers_person"]) == ("done", "none", True)
        await _until_up(counter, client_of)
        assert (await page.end_of(await page.ask("what keeps rats warm")))["text"] == ANSWER
        assert page.chat["model_away"] is False
    assert (await client_of.post("/api/ai/answer", json=question)).json()["source"] == "llm"
    assert readiness(counter.server)["status"] == "UP"


async def test_a_failing_server_is_left_alone_and_then_asked_again(counter: Counter, client_of: Any) -> None:
    counter.model.control(mode="error_500")
    codes = []
    for number in range(4):
        response = await client_of.post("/api/ai/answer", json={"question": f"is number {number} warm"})
        codes.append(response.json().get("code") or response.json()["source"])
    assert codes == ["model_failed"] * 3 + ["none"]
    counter.model.control(mode="normal")
    told = (await client_of.post("/api/ai/answer", json={"question": "is number five warm"})).json()
    assert told["model_down"] is True
    assert await _until_up(counter, client_of) < 20
