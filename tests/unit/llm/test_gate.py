"""The gate with a scripted model: line and breaker together, as callers meet them."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from aics_app.llm import ChatTurn, Gate, ModelBusy, ModelError, ModelFailed, ModelTimeout, ModelUnavailable
from aics_app.llm.breaker import Breaker
from aics_app.llm.double import ScriptedModel
from aics_app.llm.line import Line

QUESTION = [ChatTurn("user", "怎么申请退款？")]
NINE = datetime(2025, 1, 6, 9, tzinfo=UTC)
COOLDOWN_S = 5


class World:
    """A gate before a scripted model, and the time of day."""

    def __init__(self, model: ScriptedModel, places: int = 1, longest: int = 5) -> None:
        self.model = model
        self.now = NINE
        self.breaker = Breaker(self.seconds, cooldown_s=COOLDOWN_S, longest_cooldown_s=8 * COOLDOWN_S)
        line = Line(places=places, longest=longest, patience_s=5)
        self.gate = Gate(model, line=line, breaker=self.breaker, now=lambda: self.now)

    def seconds(self) -> float:
        return self.now.timestamp()

    async def ask(self) -> str:
        return await self.gate.complete(QUESTION, max_tokens=100, temperature=0)

    async def ask_in_vain(self) -> ModelError:
        with pytest.raises(ModelError) as failed:
            await self.ask()
        return failed.value

    async def break_it(self, error: ModelError, times: int = 3) -> None:
        self.model.error = error
        for _ in range(times):
            await self.ask_in_vain()

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


async def test_an_answer_passes_unchanged() -> None:
    world = World(ScriptedModel(["退款", "在三天内", "到账。"]))
    assert await world.ask() == "退款在三天内到账。"
    assert world.model.asked == [tuple(QUESTION)]


async def test_after_three_failures_the_model_is_left_alone() -> None:
    world = World(ScriptedModel("好的"))
    await world.break_it(ModelFailed("server_error"))
    refused = await world.ask_in_vain()
    assert isinstance(refused, ModelUnavailable)
    assert refused.retry_after_s == COOLDOWN_S
    assert len(world.model.asked) == 3


async def test_an_answer_between_failures_starts_the_count_again() -> None:
    world = World(ScriptedModel("好的"))
    for _ in range(3):
        await world.break_it(ModelFailed("server_error"), times=2)
        world.model.error = None
        assert await world.ask() == "好的"


async def test_nobody_joins_the_line_before_an_open_breaker() -> None:
    is_released = asyncio.Event()

    async def hold(number: int) -> None:
        await is_released.wait()

    world = World(ScriptedModel("好的", before_piece=hold))
    lin = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0)
    for _ in range(3):
        world.breaker.fail(world.breaker.admit())
    assert (await world.ask_in_vain()).reason == "breaker_open"
    assert not lin.done()
    is_released.set()
    assert await lin == "好的"


async def test_the_others_come_in_with_the_probes_first_token() -> None:
    is_released = asyncio.Event()

    async def hold_after_the_first(number: int) -> None:
        if number:
            await is_released.wait()

    world = World(ScriptedModel("一二三四五六"), places=2)
    await world.break_it(ModelFailed("server_error"))
    world.model.error, world.model.before_piece = None, hold_after_the_first
    world.wait(COOLDOWN_S)
    async with aclosing(world.gate.stream(QUESTION, max_tokens=9, temperature=0)) as lins:
        assert await anext(lins) == "一二三四"
        is_released.set()
        assert await world.ask() == "一二三四五六"


async def test_it_recovers_by_itself() -> None:
    world = World(ScriptedModel("好的"))
    await world.break_it(ModelTimeout("stall"))
    world.model.error = None
    world.wait(COOLDOWN_S)
    assert await world.ask() == "好的"
    assert await world.ask() == "好的"


async def test_of_many_who_ask_after_the_cooldown_one_goes_through() -> None:
    is_released = asyncio.Event()

    async def hold(number: int) -> None:
        await is_released.wait()

    world = World(ScriptedModel("好的"), places=10)
    await world.break_it(ModelFailed("server_error"))
    world.model.error, world.model.before_piece = None, hold
    world.wait(COOLDOWN_S)
    askers = [asyncio.ensure_future(world.ask()) for _ in range(5)]
    await asyncio.sleep(0.01)
    is_released.set()
    answers = await asyncio.gather(*askers, return_exceptions=True)
    assert answers.count("好的") == 1
    assert sum(isinstance(answer, ModelUnavailable) for answer in answers) == 4


async def test_those_in_line_are_refused_as_soon_as_the_breaker_opens() -> None:
    world = World(ScriptedModel("好的", error=ModelFailed("garbage"), error_after=1))
    answers = await asyncio.gather(*(world.ask() for _ in range(6)), return_exceptions=True)
    reasons = [answer.reason for answer in answers if isinstance(answer, ModelError)]
    assert reasons == ["garbage"] * 3 + ["breaker_open"] * 3
    assert world.gate.line.taken == world.gate.line.waiting == 0


@pytest.mark.parametrize(
    "error",
    [ModelTimeout("total"), ModelFailed("empty"), ModelFailed("rejected"), ModelBusy("server_busy")],
    ids=lambda error: error.reason,
)
async def test_what_a_customer_can_bring_about_does_not_shut_the_model_off(error: ModelError) -> None:
    world = World(ScriptedModel("好的"))
    await world.break_it(error, times=5)
    world.model.error = None
    assert await world.ask() == "好的"


async def test_customers_who_stop_do_not_shut_the_model_off() -> None:
    world = World(ScriptedModel("一二三四五六七八九十"))
    for _ in range(5):
        async with aclosing(world.gate.stream(QUESTION, max_tokens=100, temperature=0)) as pieces:
            async for _piece in pieces:
                break
    assert world.model.closed == 5
    assert world.gate.line.taken == 0
    assert await world.ask() == "一二三四五六七八九十"


async def test_a_probing_customer_who_leaves_lets_the_next_one_probe() -> None:
    async def never(number: int) -> None:
        await asyncio.Event().wait()

    world = World(ScriptedModel("好的"))
    await world.break_it(ModelFailed("server_error"))
    world.model.error, world.model.before_piece = None, never
    world.wait(COOLDOWN_S)
    lin = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0.01)
    lin.cancel()
    with pytest.raises(asyncio.CancelledError):
        await lin
    world.model.before_piece = None
    assert await world.ask() == "好的"


async def test_the_place_in_line_is_told() -> None:
    is_released = asyncio.Event()

    async def hold(number: int) -> None:
        await is_released.wait()

    world = World(ScriptedModel("好的", before_piece=hold))
    lin = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0)
    places: list[int] = []

    async def told(place: int) -> None:
        places.append(place)
        is_released.set()

    answer = await world.gate.complete(QUESTION, max_tokens=9, temperature=0, on_wait=told)
    assert (answer, await lin, places) == ("好的", "好的", [1])


async def test_a_full_line_is_busy_not_down() -> None:
    is_released = asyncio.Event()

    async def hold(number: int) -> None:
        await is_released.wait()

    world = World(ScriptedModel("好的", before_piece=hold), longest=0)
    lin = asyncio.ensure_future(world.ask())
    await asyncio.sleep(0)
    assert (await world.ask_in_vain()).reason == "line_full"
    assert world.gate.health().state == "unknown"
    is_released.set()
    assert await lin == "好的"


async def test_health_follows_the_calls_and_remembers_since_when() -> None:
    world = World(ScriptedModel("好的"))
    assert world.gate.health().state == "unknown"
    await world.ask()
    world.wait(60)
    await world.ask()
    assert (world.gate.health().state, world.gate.health().since) == ("up", NINE)

    await world.break_it(ModelFailed("garbage"), times=2)
    assert world.gate.health().state == "up"
    await world.break_it(ModelFailed("garbage"), times=1)
    health = world.gate.health()
    assert (health.state, health.reason) == ("down", "garbage")
    assert health.since == NINE + timedelta(seconds=60)


async def test_a_refused_connection_is_known_at_once() -> None:
    world = World(ScriptedModel("好的", error=ModelUnavailable("refused")))
    await world.ask_in_vain()
    assert (world.gate.health().state, world.gate.health().reason) == ("down", "refused")


async def test_a_probe_tells_before_anyone_has_asked() -> None:
    assert (await World(ScriptedModel("好的")).gate.probe()).state == "up"
    gone = World(ScriptedModel("好的", error=ModelUnavailable("refused")))
    assert (await gone.gate.probe()).reason == "refused"
    assert gone.gate.health().state == "down"


async def test_a_probe_that_finds_the_lost_server_ends_the_cooldown() -> None:
    world = World(ScriptedModel("好的"))
    await world.break_it(ModelUnavailable("refused"))
    world.model.error = None
    assert (await world.ask_in_vain()).reason == "breaker_open"
    assert (await world.gate.probe()).state == "up"
    assert await world.ask() == "好的"


async def test_a_probe_does_not_clear_a_server_that_lists_models_but_fails_to_answer() -> None:
    world = World(ScriptedModel("好的"))
    await world.break_it(ModelTimeout("stall"))
    world.model.error = None
    assert (await world.gate.probe()).state == "down"
    assert (await world.ask_in_vain()).reason == "breaker_open"


async def test_a_server_that_answers_and_then_fails_each_time_is_left_alone_too() -> None:
    world = World(ScriptedModel("一二三四五六", error=ModelTimeout("stall"), error_after=1))
    for _ in range(3):
        assert (await world.ask_in_vain()).reason == "stall"
    assert (await world.ask_in_vain()).reason == "breaker_open"
