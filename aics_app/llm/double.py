"""A model without a server: says what it was given, for tests and for working offline."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from aics_app.llm.errors import ModelError
from aics_app.llm.port import ChatTurn, Model, ModelHealth, OnWait

Answer = str | Sequence[str] | Callable[[Sequence[ChatTurn]], str | Sequence[str]]
_PIECE_CHARS = 4


class ScriptedModel(Model):
    """Answers from a script.

    `answer` is a text (cut in pieces of four characters), a list of pieces, or a function of the turns that
    gives either. `error` is raised after `error_after` pieces. `before_piece(number)` is awaited before each,
    from 0, so that a test can look around in mid-answer. `asked` keeps the turns of every call, `closed`
    counts the answers that were left before their end.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        error: ModelError | None = None,
        error_after: int = 0,
        before_piece: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.answer = answer
        self.error = error
        self.error_after = error_after
        self.before_piece = before_piece
        self.asked: list[tuple[ChatTurn, ...]] = []
        self.closed = 0

    async def stream(
        self,
        turns: Sequence[ChatTurn],
        *,
        max_tokens: int,
        temperature: float,  # noqa: ARG002 - the port's shape
        on_wait: OnWait | None = None,  # noqa: ARG002 - the port's shape
    ) -> AsyncGenerator[str, None]:
        """As in the port; a piece counts as a token, and nobody waits."""
        self.asked.append(tuple(turns))
        is_over = False
        try:
            for number, piece in enumerate(self._pieces(turns)[:max_tokens]):
                if self.error is not None and number >= self.error_after:
                    break
                if self.before_piece is not None:
                    await self.before_piece(number)
                yield piece
            is_over = True
        finally:
            self.closed += not is_over
        if self.error is not None:
            raise self.error

    def health(self) -> ModelHealth:
        """Down while there is an error to raise."""
        return ModelHealth("down", reason=self.error.reason) if self.error else ModelHealth("up")

    async def probe(self) -> ModelHealth:
        """The same."""
        return self.health()

    async def list_models(self) -> list[str]:
        """One."""
        return ["scripted"]

    async def aclose(self) -> None:
        """Nothing to close."""

    def _pieces(self, turns: Sequence[ChatTurn]) -> list[str]:
        said = self.answer(turns) if callable(self.answer) else self.answer
        if isinstance(said, str):
            return [said[start : start + _PIECE_CHARS] for start in range(0, len(said), _PIECE_CHARS)]
        return [piece for piece in said if piece]
