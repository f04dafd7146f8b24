"""The model server: Ollama, through its own client."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from http import HTTPStatus
from typing import cast

import httpx
import ollama

from aics_app.llm.errors import ModelBusy, ModelError, ModelFailed, ModelTimeout, ModelUnavailable
from aics_app.llm.patience import Deadlines, Patience
from aics_app.llm.port import ChatTurn, Model, ModelHealth, OnWait

_SPARE_CONNECTIONS = 4
_AFTER_THE_END_S = 0.2
_DETAIL_CHARS = 200


class OllamaModel(Model):
    """One model on one Ollama server. Keeps no line and no breaker: that is the gate's.

    `context_tokens` are for prompt and answer together. Ollama's own default may be half of what a prompt
    needs, and it cuts the rules off without a word. `transport` None is httpx's own.
    """

    def __init__(
        self,
        base_url: str,
        name: str,
        *,
        concurrency: int,
        deadlines: Deadlines,
        context_tokens: int = 8192,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = name
        self._reuses_connections = transport is None
        self._deadlines = deadlines
        self._context_tokens = context_tokens
        # Ollama's client keeps to 100 connections unless told otherwise; probes must not wait behind answers.
        # The environment is not asked for proxies or credentials: settings are read in one place only.
        self._client = ollama.AsyncClient(
            host=base_url,
            timeout=httpx.Timeout(None, connect=deadlines.connect_s, pool=deadlines.connect_s),
            limits=httpx.Limits(
                max_connections=concurrency + _SPARE_CONNECTIONS, max_keepalive_connections=concurrency
            ),
            transport=transport,
            follow_redirects=False,
            trust_env=False,
        )

    def adjust(self, name: str, deadlines: Deadlines, context_tokens: int) -> None:
        """Ask otherwise from the next answer on."""
        self.name, self._deadlines, self._context_tokens = name, deadlines, context_tokens

    async def stream(
        self,
        turns: Sequence[ChatTurn],
        *,
        max_tokens: int,
        temperature: float,
        on_wait: OnWait | None = None,  # noqa: ARG002 - the port's shape; waiting is the gate's
    ) -> AsyncGenerator[str, None]:
        """As in the port, at once."""
        stall_s, is_silent = self._deadlines.stall_s, True
        with _as_model_errors(), Patience(self._deadlines.total_s) as patience:
            async with aclosing(await self._ask(turns, max_tokens, temperature)) as parts:
                patience.wait(self._deadlines.first_token_s)
                async for part in parts:
                    patience.rest()
                    if text := part.message.content:
                        is_silent = False
                        yield text
                    if part.done:
                        break
                    patience.wait(stall_s)
                else:
                    raise ModelFailed("truncated")
                if self._reuses_connections:
                    await _read_to_end(parts)
        if is_silent:
            raise ModelFailed("empty")

    async def _ask(
        self, turns: Sequence[ChatTurn], max_tokens: int, temperature: float
    ) -> AsyncGenerator[ollama.ChatResponse, None]:
        """The request, sent when the first part is asked for.

        `think` is off because a customer waits: thoughts are not shown, and they eat the time and the tokens.
        """
        parts = await self._client.chat(
            self.name,
            [{"role": turn.role, "content": turn.content} for turn in turns],
            stream=True,
            think=False,
            options={
                "num_predict": max_tokens,
                "temperature": temperature,
                "num_ctx": self._context_tokens,
            },
        )
        return cast("AsyncGenerator[ollama.ChatResponse, None]", parts)

    def health(self) -> ModelHealth:
        """Nothing is remembered here."""
        return ModelHealth("unknown")

    async def probe(self) -> ModelHealth:
        """Whether the server lists the model; sends no prompt."""
        try:
            names = await self.list_models()
        except ModelError as error:
            return ModelHealth("down", reason=error.reason)
        if self.name in names or f"{self.name}:latest" in names:
            return ModelHealth("up")
        return ModelHealth("down", reason="model_missing")

    async def list_models(self) -> list[str]:
        """As in the port, within the probe's time."""
        with _as_model_errors():
            async with asyncio.timeout(self._deadlines.probe_s):
                listed = await self._client.list()
        return [model.model for model in listed.models if model.model]

    async def aclose(self) -> None:
        """As in the port."""
        await self._client.close()  # type: ignore[no-untyped-call]  # theirs has none


async def _read_to_end(parts: AsyncGenerator[ollama.ChatResponse, None]) -> None:
    """The answer is complete; reading on to the end of the body lets the connection be used again."""
    with suppress(TimeoutError, httpx.HTTPError, ollama.ResponseError, ValueError):
        async with asyncio.timeout(_AFTER_THE_END_S):
            async for _ in parts:
                pass


@contextmanager
def _as_model_errors() -> Iterator[None]:
    try:
        yield
    except httpx.ConnectTimeout as error:
        raise ModelTimeout("connect") from error
    except httpx.PoolTimeout as error:
        raise ModelBusy("server_busy", retry_after_s=1) from error
    except TimeoutError as error:
        raise ModelTimeout("first_token") from error
    except (httpx.ConnectError, ConnectionError) as error:
        raise ModelUnavailable("refused", str(error)) from error
    except httpx.HTTPError as error:
        raise ModelFailed("truncated", repr(error)) from error
    except ollama.ResponseError as error:
        raise _from_response(error) from error
    except (ValueError, TypeError, AttributeError) as error:
        # The client trusts each line to be a JSON object: one that is a list or a number ends in these.
        raise ModelFailed("garbage", repr(error)[:_DETAIL_CHARS]) from error


def _from_response(error: ollama.ResponseError) -> ModelError:
    detail, status = str(error)[:_DETAIL_CHARS], error.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ModelBusy("server_busy", detail, retry_after_s=5)
    if status == HTTPStatus.SERVICE_UNAVAILABLE and "busy" in detail:
        return ModelBusy("server_busy", detail, retry_after_s=5)  # a proxy's 503 says nothing of busy
    if status == HTTPStatus.NOT_FOUND:
        return ModelFailed("model_missing", detail)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelFailed("rejected", detail)
    return ModelFailed("server_error", detail)
