"""What can be asked of the model double, and what it remembers of each request."""

import dataclasses
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, cast, get_args

from tests.doubles import ollama_wire as wire
from tests.doubles.ollama_answers import AnswerOf, pieces_of, question_of

Mode = Literal[
    "normal",
    "empty",
    "stall",
    "garbage",
    "error_line",
    "cut",
    "unfinished",
    "error_500",
    "busy",
    "model_missing",
]
MODES = frozenset(get_args(Mode))
REFUSALS = {
    "error_500": (HTTPStatus.INTERNAL_SERVER_ERROR, "llama runner process has terminated"),
    "busy": (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "server busy, please try again. maximum pending requests exceeded",
    ),
    "model_missing": (HTTPStatus.NOT_FOUND, "model '{model}' not found"),
}
_MARK = re.compile(r"\[\[([a-z_0-9]+)(?::(\d+))?\]\]")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a chat is answered.

    `rate` in tokens/s (0 = all at once); `tokens` = exactly so many, None = the answer's own length;
    `first_token_s` before the first; `after` = tokens before the fault; `text` instead of the answer.
    """

    mode: Mode = "normal"
    rate: float = 50.0
    tokens: int | None = None
    first_token_s: float = 0.0
    after: int = 3
    text: str | None = None

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            message = f"no such mode: {self.mode}"
            raise ValueError(message)

    def marked(self, question: str) -> "Behaviour":
        """The same, unless the question bears a mark such as `[[stall:5]]`."""
        mark = _MARK.search(question)
        if mark is None or mark[1] not in MODES:
            return self
        return dataclasses.replace(
            self, mode=cast("Mode", mark[1]), after=int(mark[2]) if mark[2] else self.after
        )


@dataclass(slots=True)
class Seen:
    """A request as it came in. `sent_ns` holds the instant of every token; `state` is how it went."""

    path: str
    body: dict[str, Any]
    at_ns: int
    state: Literal["open", "done", "faulted", "aborted"] = "open"
    sent_ns: list[int] = field(default_factory=list)

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The turns of the prompt; for `/api/generate`, its prompt as one."""
        if "messages" in self.body:
            return list(self.body["messages"])
        return [{"role": "user", "content": self.body.get("prompt", "")}]

    @property
    def question(self) -> str:
        """The last user message, without passages."""
        return question_of(self.messages)


def script_of(seen: Seen, behaviour: Behaviour, answer: AnswerOf) -> wire.Script:
    """What to send for this request: pieces up to `num_predict`, or up to the fault."""
    text = behaviour.text if behaviour.text is not None else answer(seen.messages)
    pieces = () if behaviour.mode == "empty" else pieces_of(text, behaviour.tokens)
    limit = (seen.body.get("options") or {}).get("num_predict") or len(pieces)
    reason = "length" if limit < len(pieces) else "stop"
    ending = "done" if behaviour.mode in {"normal", "empty"} else behaviour.mode
    if ending != "done":
        limit = min(limit, behaviour.after)
    said = wire.Said(seen.path.removeprefix("/api/"), seen.body["model"], pieces[:limit], reason)
    if seen.body.get("stream", True):
        return wire.stream_script(said, cast("wire.Ending", ending), behaviour.first_token_s)
    took_s = len(said.pieces) / behaviour.rate if behaviour.rate else 0.0
    return wire.whole_script(said, cast("wire.Ending", ending), behaviour.first_token_s + took_s)
