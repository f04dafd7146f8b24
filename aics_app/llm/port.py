"""What the features may ask of a language model, whoever answers."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

OnWait = Callable[[int], Awaitable[None]]
"""Told the place in the waiting line, 1 = next, at first and whenever it changes."""


@dataclass(frozen=True, slots=True)
class ChatTurn:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """`since` (UTC) is when this state began, `reason` one of `errors.Reason` or empty."""

    state: Literal["up", "down", "unknown"]
    since: datetime | None = None
    reason: str = ""


class Model(Protocol):
    """A language model that chats. All failures are `errors.ModelError`."""

    def stream(
        self, turns: Sequence[ChatTurn], *, max_tokens: int, temperature: float, on_wait: OnWait | None = None
    ) -> AsyncGenerator[str, None]:
        """The answer in non-empty pieces.

        Closing the generator, or cancelling the task that reads it, ends the request at once. A loop that
        may stop early belongs in `contextlib.aclosing`, since `break` alone leaves the generator open.
        """
        ...

    async def complete(
        self, turns: Sequence[ChatTurn], *, max_tokens: int, temperature: float, on_wait: OnWait | None = None
    ) -> str:
        """The answer as a whole."""
        pieces = self.stream(turns, max_tokens=max_tokens, temperature=temperature, on_wait=on_wait)
        return "".join([piece async for piece in pieces])

    def health(self) -> ModelHealth:
        """What is known from the last calls; asks nobody."""
        ...

    async def probe(self) -> ModelHealth:
        """Ask the server whether it is there and has the model. Raises nothing."""
        ...

    async def list_models(self) -> list[str]:
        """The names of the models that the server has."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
