"""The scripted model, and what the errors say."""

from collections.abc import Sequence
from contextlib import aclosing
from typing import get_args

import pytest

from aics_app.core.errors import AppError
from aics_app.llm import ChatTurn, ModelBusy, ModelError, ModelFailed, ModelTimeout, ModelUnavailable
from aics_app.llm.double import ScriptedModel
from aics_app.llm.errors import Reason

LIN_ASKS = [ChatTurn("system", "Answer briefly."), ChatTurn("user", "When do you open?")]


async def test_a_text_comes_in_pieces_and_whole() -> None:
    model = ScriptedModel("At nine o'clock.")
    pieces = [piece async for piece in model.stream(LIN_ASKS, max_tokens=100, temperature=0)]
    assert len(pieces) == 4
    assert "".join(pieces) == await model.complete(LIN_ASKS, max_tokens=100, temperature=0)


async def test_the_answer_may_depend_on_the_question() -> None:
    def echo(turns: Sequence[ChatTurn]) -> list[str]:
        return ["You asked: ", "", turns[-1].content]

    model = ScriptedModel(echo)
    pieces = [piece async for piece in model.stream(LIN_ASKS, max_tokens=100, temperature=0)]
    assert pieces == ["You asked: ", "When do you open?"]


async def test_no_more_than_the_allowed_tokens() -> None:
    assert await ScriptedModel(["a", "b", "c"]).complete(LIN_ASKS, max_tokens=2, temperature=0) == "ab"


async def test_it_fails_where_it_is_told_to() -> None:
    model = ScriptedModel(["a", "b", "c"], error=ModelFailed("truncated"), error_after=2)
    pieces = model.stream(LIN_ASKS, max_tokens=9, temperature=0)
    assert [await anext(pieces), await anext(pieces)] == ["a", "b"]
    with pytest.raises(ModelFailed):
        await anext(pieces)
    assert model.health().reason == "truncated"


async def test_it_notices_that_a_reader_left() -> None:
    model = ScriptedModel(["a", "b", "c"])
    async with aclosing(model.stream(LIN_ASKS, max_tokens=9, temperature=0)) as pieces:
        async for _piece in pieces:
            break
    assert model.closed == 1


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (ModelUnavailable, 503, "model_unavailable"),
        (ModelTimeout, 504, "model_timeout"),
        (ModelBusy, 503, "model_busy"),
        (ModelFailed, 502, "model_failed"),
    ],
)
def test_each_error_has_its_status_its_own_code_and_its_reason(
    kind: type[ModelError], status: int, code: str
) -> None:
    error = kind("stall", retry_after_s=3)
    assert isinstance(error, AppError)
    assert (error.status, error.code) == (status, code)
    assert (error.params, error.retry_after_s) == ({"reason": "stall"}, 3)


def test_the_breaker_counts_what_the_server_did_and_nothing_else() -> None:
    counted = {reason for reason in get_args(Reason) if ModelError(reason).is_servers_fault}
    assert counted == {
        *("refused", "connect", "first_token", "stall"),
        *("server_error", "garbage", "truncated", "model_missing"),
    }
