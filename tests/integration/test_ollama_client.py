"""The real client against the model double: every way in which a server can fail, with short deadlines."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx
import pytest

from aics_app.core.clock import now
from aics_app.llm import (
    PROMPT_TOKENS,
    ChatTurn,
    Gate,
    ModelBusy,
    ModelError,
    ModelFailed,
    ModelTimeout,
    ModelUnavailable,
    build,
)
from aics_app.llm.breaker import Breaker
from aics_app.llm.line import Line
from aics_app.llm.ollama import OllamaModel
from aics_app.llm.patience import Deadlines
from aics_app.llm.transport import LeanTransport
from aics_app.settings import AiSection
from tests.doubles.ollama_server import MODEL, OllamaDouble

PROMPT = [
    ChatTurn(
        "system",
        "Answer from the passages.\n[1] 退款审核通过后，支付宝 1–3 个工作日到账。\n[2] 七天无理由退货。",
    ),
    ChatTurn("user", "退款几天到账？"),
]
QUICK = Deadlines(connect_s=1.0, first_token_s=1.2, stall_s=0.5, total_s=2.0, probe_s=0.75)
TEXT = "一二三四五六七八九十甲乙丙丁"
COOLDOWN_S = 0.2


@pytest.fixture
async def server() -> AsyncIterator[OllamaDouble]:
    async with OllamaDouble(rate=0, text=TEXT) as double:
        yield double


@pytest.fixture(params=[None, LeanTransport], ids=["httpx's transport", "lean transport"])
async def model(server: OllamaDouble, request: pytest.FixtureRequest) -> AsyncIterator[OllamaModel]:
    transport = request.param and request.param()
    client = OllamaModel(server.url, MODEL, concurrency=8, deadlines=QUICK, transport=transport)
    yield client
    await client.aclose()


@pytest.fixture
async def gate(model: OllamaModel) -> Gate:
    loop = asyncio.get_running_loop()
    line = Line(places=8, longest=8, patience_s=1)
    return Gate(model, line=line, breaker=Breaker(loop.time, cooldown_s=COOLDOWN_S), now=now)


async def ask(model: OllamaModel | Gate, max_tokens: int = 500) -> str:
    return await model.complete(PROMPT, max_tokens=max_tokens, temperature=0.2)


async def heard_before(model: OllamaModel | Gate, failure: type[ModelError]) -> tuple[str, str]:
    """What was said before it failed, and the reason."""
    heard = ""
    try:
        async for piece in model.stream(PROMPT, max_tokens=500, temperature=0):
            heard += piece
    except failure as error:
        return heard, error.reason
    pytest.fail("the answer came to its end")


async def until(server: OllamaDouble, open_streams: int) -> None:
    async with asyncio.timeout(10):
        while server.open_streams != open_streams:  # noqa: ASYNC110 - the double has no news to wait for
            await asyncio.sleep(0.005)


async def test_the_answer_arrives_piece_by_piece_and_whole(model: OllamaModel) -> None:
    pieces = [piece async for piece in model.stream(PROMPT, max_tokens=500, temperature=0)]
    assert len(pieces) == 7
    assert "".join(pieces) == await ask(model) == TEXT


async def test_the_server_gets_the_turns_and_the_limits(server: OllamaDouble, model: OllamaModel) -> None:
    await ask(model, max_tokens=321)
    (seen,) = server.requests
    assert seen.body["model"] == MODEL
    assert seen.messages == [{"role": turn.role, "content": turn.content} for turn in PROMPT]
    assert seen.body["options"] == {"num_predict": 321, "temperature": 0.2, "num_ctx": 8192}
    assert seen.body["think"] is False


async def test_prompt_and_answer_both_have_room_in_the_context(server: OllamaDouble) -> None:
    gate = build(AiSection(ollama_base_url=server.url, ollama_max_tokens=4096))
    await ask(gate)
    await gate.aclose()
    assert server.requests[0].body["options"]["num_ctx"] == PROMPT_TOKENS + 4096


async def test_an_answer_cut_by_its_token_limit_is_an_answer(model: OllamaModel) -> None:
    assert await ask(model, max_tokens=2) == TEXT[:4]


async def test_over_httpx_one_connection_serves_answer_after_answer(server: OllamaDouble) -> None:
    model = OllamaModel(server.url, MODEL, concurrency=8, deadlines=QUICK)
    for _ in range(5):
        await ask(model)
    await model.aclose()
    assert server.connections_made == 1


async def test_nobody_listens(server: OllamaDouble, model: OllamaModel) -> None:
    await server.refuse()
    assert await heard_before(model, ModelUnavailable) == ("", "refused")


async def test_a_server_that_comes_back_is_used_again(server: OllamaDouble, model: OllamaModel) -> None:
    await ask(model)
    await server.refuse()
    await heard_before(model, ModelUnavailable)
    await server.start()
    assert await ask(model) == TEXT


async def test_a_silent_server(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(mode="stall", after=0)
    assert await heard_before(model, ModelTimeout) == ("", "first_token")
    await until(server, open_streams=0)


async def test_a_slow_first_token_is_waited_for(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(first_token_s=0.7)  # longer than a stall may last
    assert await ask(model) == TEXT


async def test_a_stall_in_mid_answer(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(mode="stall", after=3)
    assert await heard_before(model, ModelTimeout) == (TEXT[:6], "stall")
    await until(server, open_streams=0)
    assert server.requests[0].state == "aborted"


async def test_an_answer_that_never_ends(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(rate=20, tokens=10_000)
    heard, reason = await heard_before(model, ModelTimeout)
    assert reason == "total"
    assert len(heard) > 20
    await until(server, open_streams=0)


async def test_a_reader_who_takes_his_time_loses_nothing(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(rate=100)
    heard = ""
    async for piece in model.stream(PROMPT, max_tokens=500, temperature=0):
        heard += piece
        await asyncio.sleep(0.05 if len(heard) > 2 else 0.3)
    assert heard == TEXT


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("garbage", "garbage"),
        ("error_line", "server_error"),
        ("cut", "truncated"),
        ("unfinished", "truncated"),
    ],
)
async def test_a_failure_in_mid_answer(
    server: OllamaDouble, model: OllamaModel, mode: str, reason: str
) -> None:
    server.become(mode=mode, after=2)
    assert await heard_before(model, ModelFailed) == (TEXT[:4], reason)


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("error_500", "server_error"), ("empty", "empty"), ("model_missing", "model_missing")],
)
async def test_a_failure_before_the_first_token(
    server: OllamaDouble, model: OllamaModel, mode: str, reason: str
) -> None:
    server.become(mode=mode)
    assert await heard_before(model, ModelFailed) == ("", reason)


async def test_a_server_whose_own_line_is_full(server: OllamaDouble, model: OllamaModel) -> None:
    server.become(mode="busy")
    with pytest.raises(ModelBusy) as busy:
        await ask(model)
    assert (busy.value.reason, busy.value.retry_after_s) == ("server_busy", 5)


async def test_whoever_stops_reading_ends_the_request_at_once(server: OllamaDouble, gate: Gate) -> None:
    server.become(rate=20, tokens=1000)
    async with aclosing(gate.stream(PROMPT, max_tokens=500, temperature=0)) as pieces:
        async for _piece in pieces:
            break
        assert server.open_streams == 1
    await until(server, open_streams=0)
    assert server.requests[0].state == "aborted"
    assert gate.line.taken == 0


async def test_whoever_is_cancelled_ends_the_request_at_once(server: OllamaDouble, gate: Gate) -> None:
    server.become(rate=20, tokens=1000)
    lin = asyncio.ensure_future(ask(gate))
    await until(server, open_streams=1)
    lin.cancel()
    with pytest.raises(asyncio.CancelledError):
        await lin
    await until(server, open_streams=0)
    assert gate.line.taken == 0


async def test_the_breaker_spares_a_failing_server_and_finds_it_again(
    server: OllamaDouble, gate: Gate
) -> None:
    server.become(mode="error_500")
    for _ in range(3):
        assert await heard_before(gate, ModelFailed) == ("", "server_error")
    for _ in range(5):
        assert await heard_before(gate, ModelUnavailable) == ("", "breaker_open")
    assert len(server.requests) == 3

    server.become(mode="normal")
    await asyncio.sleep(COOLDOWN_S)
    assert await ask(gate) == TEXT
    assert gate.health().state == "up"


async def test_while_one_probes_the_others_are_refused(server: OllamaDouble, gate: Gate) -> None:
    server.then(mode="error_500", times=3)
    for _ in range(3):
        await heard_before(gate, ModelFailed)
    server.become(first_token_s=0.1)
    await asyncio.sleep(COOLDOWN_S)
    answers = await asyncio.gather(*(ask(gate) for _ in range(6)), return_exceptions=True)
    assert answers.count(TEXT) == 1
    assert len(server.requests) == 4


async def test_never_more_at_once_than_allowed_and_all_are_answered(server: OllamaDouble) -> None:
    server.become(rate=200)
    gate = build(AiSection(ollama_base_url=server.url, ollama_max_concurrency=3))
    answers = await asyncio.gather(*(ask(gate) for _ in range(20)))
    await gate.aclose()
    assert answers == [TEXT] * 20
    assert server.peak_streams == 3


@pytest.mark.parametrize("transport", [None, LeanTransport()], ids=["httpx's transport", "lean transport"])
async def test_more_than_a_hundred_at_once(
    server: OllamaDouble, transport: httpx.AsyncBaseTransport | None
) -> None:
    server.become(first_token_s=1)
    patient = Deadlines.within(20)
    model = OllamaModel(server.url, MODEL, concurrency=150, deadlines=patient, transport=transport)
    answers = await asyncio.gather(*(ask(model) for _ in range(150)))
    await model.aclose()
    assert answers == [TEXT] * 150
    assert server.peak_streams == 150


async def test_a_probe_tells_up_gone_silent_and_missing(server: OllamaDouble, model: OllamaModel) -> None:
    assert (await model.probe()).state == "up"
    assert await model.list_models() == [MODEL]
    server.models = ("qwen3:8b",)
    assert (await model.probe()).reason == "model_missing"
    await server.refuse()
    assert (await model.probe()).reason == "refused"


async def test_a_model_is_found_by_its_name_without_a_tag(server: OllamaDouble) -> None:
    server.models = ("qwen3:latest",)
    model = OllamaModel(server.url, "qwen3", concurrency=1, deadlines=QUICK)
    assert (await model.probe()).state == "up"
    await model.aclose()
