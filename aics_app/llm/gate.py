"""The way to the model: so many at once, the others in line, and nobody while it is broken."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Literal

from aics_app.core import metrics
from aics_app.core.clock import Clock
from aics_app.llm.breaker import Breaker, Call
from aics_app.llm.errors import ModelError, ModelUnavailable
from aics_app.llm.figures import measured_call
from aics_app.llm.line import Line
from aics_app.llm.ollama import OllamaModel
from aics_app.llm.patience import Deadlines
from aics_app.llm.port import ChatTurn, Model, ModelHealth, OnWait

log = logging.getLogger(__name__)

# What a look at the server's list of models can disprove; it says nothing about a 500 or a stall.
_SEEN_BY_A_PROBE = frozenset({"refused", "connect", "model_missing"})


class Gate(Model):
    """Wraps a model; is one. `line` may be read for figures."""

    def __init__(self, model: Model, *, line: Line, breaker: Breaker, now: Clock) -> None:
        self.line = line
        self._model = model
        self._breaker = breaker
        self._now = now
        self._health = ModelHealth("unknown")
        metrics.model_waiting.set_function(lambda: line.waiting)
        metrics.model_breaker_open.set_function(lambda: breaker.is_open)

    async def stream(
        self, turns: Sequence[ChatTurn], *, max_tokens: int, temperature: float, on_wait: OnWait | None = None
    ) -> AsyncGenerator[str, None]:
        """As in the port. An open breaker refuses at once, before the line and again after it."""
        self._breaker.check()
        async with self.line.place(on_wait):
            call, is_silent = self._breaker.admit(), True
            try:
                asked = self._model.stream(turns, max_tokens=max_tokens, temperature=temperature)
                with measured_call() as note_first_token:
                    async with aclosing(asked) as pieces:
                        async for piece in pieces:
                            if is_silent:
                                is_silent = False
                                note_first_token()
                                self._note_answer(call)
                            yield piece
                self._breaker.succeed(call)
            except ModelError as error:
                self._note_failure(call, error)
                raise
            finally:
                self._breaker.abandon(call)  # the caller left; after an outcome this does nothing

    def health(self) -> ModelHealth:
        """As in the port: `down` while the breaker is open or nobody listens, `up` since it last answered."""
        return self._health

    async def probe(self) -> ModelHealth:
        """As in the port. News of a server that was gone also ends the breaker's cool-down."""
        found = await self._model.probe()
        if found.state == "up" and self._breaker.is_open:
            if self._health.reason not in _SEEN_BY_A_PROBE:
                return self._health
            self._breaker.retry_soon()
        self._become(found.state, found.reason)
        return self._health

    async def list_models(self) -> list[str]:
        """As in the port."""
        return await self._model.list_models()

    def adjust(self, name: str, deadlines: Deadlines, context_tokens: int) -> None:
        """Ask otherwise from the next answer on. Another model is not blamed for what the last one did."""
        if isinstance(self._model, OllamaModel):
            if name != self._model.name:
                self._breaker.retry_soon()
                self._health = ModelHealth("unknown")
            self._model.adjust(name, deadlines, context_tokens)

    async def aclose(self) -> None:
        """As in the port."""
        await self._model.aclose()

    def _note_answer(self, call: Call) -> None:
        self._breaker.answers(call)
        self._become("up", "")

    def _note_failure(self, call: Call, error: ModelError) -> None:
        if not error.is_servers_fault:
            return
        log.warning("The model failed: %s (%s)", error.reason, error.detail)
        self._breaker.fail(call)
        if self._breaker.is_open or isinstance(error, ModelUnavailable):
            self._become("down", error.reason)

    def _become(self, state: Literal["up", "down", "unknown"], reason: str) -> None:
        if state != self._health.state:
            level = logging.WARNING if state == "down" else logging.INFO
            log.log(level, "The model is %s %s", state, reason)
            self._health = ModelHealth(state, self._now(), reason)
        elif reason != self._health.reason:
            self._health = ModelHealth(state, self._health.since, reason)
