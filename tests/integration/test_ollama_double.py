"""The model double itself, through Ollama's own client: what the other tests and the bench rely on."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from typing import Any

import httpx
import ollama
import pytest

from aics_app.desk.rules import prompts
from tests.doubles.ollama_server import MODEL, OllamaDouble
from tests.servers import SUMMING_UP

TEXT = "一二三四五六七八九十甲乙丙丁"
PASSAGES = {
    "role": "system",
    "content": "Answer from these.\n[1] 退款审核通过后，支付宝 1–3 个工作日到账。\n[2] 七天无理由退货。",
}


@pytest.fixture
async def server() -> AsyncIterator[OllamaDouble]:
    async with OllamaDouble(rate=0, text=TEXT) as double:
        yield double


@pytest.fixture
async def client(server: OllamaDouble) -> AsyncIterator[ollama.AsyncClient]:
    async with ollama.AsyncClient(host=server.url, trust_env=False) as client:
        yield client


async def parts_of(
    client: ollama.AsyncClient, question: str, *before: dict[str, str]
) -> list[ollama.ChatResponse]:
    parts = await client.chat(MODEL, [*before, {"role": "user", "content": question}], stream=True)
    return [part async for part in parts]


async def ask(client: ollama.AsyncClient, question: str, *before: dict[str, str]) -> str:
    return "".join([part.message.content or "" for part in await parts_of(client, question, *before)])


async def test_it_keeps_time_and_says_when(server: OllamaDouble, client: ollama.AsyncClient) -> None:
    server.become(rate=100, tokens=30)
    parts = await parts_of(client, "?")
    sent = server.requests[0].sent_ns
    assert len(sent) == 30
    assert (sent[-1] - sent[0]) / 1e9 == pytest.approx(0.29, abs=0.1)
    stamps = [part.created_at or "" for part in parts[:-1]]
    assert all(early < late for early, late in pairwise(stamps))
    assert [stamp[-10:-1] for stamp in stamps] == [f"{instant % 10**9:09d}" for instant in sent]


async def test_it_loses_no_token_with_many_at_once(server: OllamaDouble, client: ollama.AsyncClient) -> None:
    server.become(rate=100, tokens=20)
    answers = await asyncio.gather(*(ask(client, f"Question {number}") for number in range(80)))
    assert len(set(answers)) == 1
    assert [len(seen.sent_ns) for seen in server.requests] == [20] * 80
    assert server.open_streams == 0


async def test_it_answers_from_the_passages_in_the_language_of_the_question(
    server: OllamaDouble, client: ollama.AsyncClient
) -> None:
    server.become(text=None)
    answer = await ask(client, "退款几天到账？", PASSAGES)
    assert "- 退款审核通过后，支付宝 1–3 个工作日到账。\n- 七天无理由退货。" in answer
    assert answer == await ask(client, "退款几天到账？", PASSAGES)
    assert (await ask(client, "How long does a refund take?", PASSAGES)).startswith("Here is what")
    assert "没有找到" in await ask(client, "退款几天到账？")


async def test_it_finds_passages_in_tags_beside_the_question(
    server: OllamaDouble, client: ollama.AsyncClient
) -> None:
    server.become(text=None)
    beside = '<passage id="7">满 99 元\n包邮。</passage>\nIs delivery free?'
    answer = await ask(client, beside)
    assert answer.startswith("Here is what")
    assert "- 满 99 元 包邮。" in answer


async def test_it_finds_passages_in_json_among_the_rules(
    server: OllamaDouble, client: ollama.AsyncClient
) -> None:
    server.become(text=None)
    facts = [{"title": "包邮吗？", "text": "满 99 元包邮。"}, {"title": "多久到？", "text": "2–5 天到货。"}]
    rules = {"role": "system", "content": f"1. Be brief [{{ok}}].\nDATA (JSON):\n{json.dumps(facts)}"}
    assert "- 满 99 元包邮。\n- 2–5 天到货。\n" in await ask(client, "运费多少？", rules)


async def test_it_speaks_the_rest_of_the_protocol(client: ollama.AsyncClient) -> None:
    whole = await client.chat(MODEL, [{"role": "user", "content": "?"}])
    generated = await client.generate(MODEL, "?")
    shown = await client.show(MODEL)
    assert whole.message.content == generated.response == TEXT
    assert whole.done
    assert shown.capabilities == ["completion"]


async def test_its_vectors_bring_like_texts_together(client: ollama.AsyncClient) -> None:
    texts = ["怎么退款？", "怎么退货？", "hello"]
    refund, give_back, hello = (await client.embed(MODEL, texts)).embeddings

    def likeness(one: Sequence[float], other: Sequence[float]) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True))

    assert likeness(refund, refund) == pytest.approx(1)
    assert likeness(refund, give_back) > likeness(refund, hello)


def post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request) as answer:
        return dict(json.load(answer))


async def test_it_takes_orders_over_http(server: OllamaDouble, client: ollama.AsyncClient) -> None:
    await asyncio.to_thread(post, f"{server.url}/_control", {"mode": "garbage", "after": 0, "times": 1})
    with pytest.raises(ValueError, match="Expecting"):
        await ask(client, "?")
    assert await ask(client, "?") == TEXT
    await asyncio.to_thread(post, f"{server.url}/_control", {"text": "好的"})
    assert await ask(client, "?") == "好的"
    await asyncio.to_thread(post, f"{server.url}/_control", {"reset": True})
    assert server.requests == []
    assert await ask(client, "?") == TEXT


async def test_what_is_asked_aside_uses_up_no_answer_that_was_prepared() -> None:
    summary, question = prompts.summary("Lamps", "en", ())[-1].content, "Is it dark?"
    async with (
        OllamaDouble(rate=0, text=TEXT, aside=SUMMING_UP) as server,
        ollama.AsyncClient(host=server.url, trust_env=False) as client,
    ):
        server.then(text="Yes.")
        assert await ask(client, summary) == TEXT
        assert await ask(client, question) == "Yes."
        assert await ask(client, question) == TEXT


async def test_it_goes_away_and_comes_back(server: OllamaDouble, client: ollama.AsyncClient) -> None:
    await asyncio.to_thread(post, f"{server.url}/_control", {"refuse_s": 0.2})
    await asyncio.sleep(0.05)
    with pytest.raises(httpx.ConnectError):
        await ask(client, "?")
    await asyncio.sleep(0.3)
    assert await ask(client, "?") == TEXT


async def test_a_mark_in_the_question_wins(client: ollama.AsyncClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await ask(client, "退款几天到账？[[cut:1]]")
    assert await ask(client, "退款几天到账？[[nonsense]]") == TEXT


async def test_an_order_that_makes_no_sense_changes_nothing(server: OllamaDouble) -> None:
    with pytest.raises(urllib.error.HTTPError):
        await asyncio.to_thread(post, f"{server.url}/_control", {"mode": "explode"})
    assert server.behaviour.mode == "normal"
