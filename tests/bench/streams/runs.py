"""One run of one way: who asks what, what it cost, and what became of every token."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.request import urlopen

from tests.bench.streams import usage
from tests.bench.streams.answers import Seen
from tests.bench.streams.product import Product
from tests.doubles.ollama_answers import pieces_of, sensible_answer
from tests.doubles.ollama_behaviour import Seen as Request
from tests.doubles.ollama_server import MODEL
from tests.processes import ROOT
from tests.servers import ModelServer

SETTLE_S = 1.0


class Broken(Exception):
    """The measurement itself went wrong; there are no figures to speak of."""


@dataclass(frozen=True)
class Rate:
    """How the model server speaks: tokens of one answer, tokens a second, seconds before the first."""

    tokens: int = 200
    per_s: float = 50.0
    first_s: float = 0.05

    @property
    def answer_s(self) -> float:
        """How long one answer takes."""
        return self.first_s + self.tokens / self.per_s


@dataclass
class Run:
    """Times in ms, one for each answer (`first`) or token (`delays`). `cpu_s` is the product's or floor's."""

    seen: list[Seen]
    cpu_s: float
    first: list[float] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    lost: int = 0
    tokens: int = 0
    faults: list[str] = field(default_factory=list)
    aside: int = 0
    load_cpu_s: float = 0.0
    seconds: float = 0.0
    memory_mb: float = 0.0

    @property
    def cpu_ms_per_1000(self) -> float:
        """CPU per 1,000 tokens."""
        return self.cpu_s * 1e6 / max(self.tokens, 1)

    @property
    def bytes_per_answer(self) -> float:
        """On the socket, from the question to the end of the answer."""
        return sum(one.received_bytes for one in self.seen) / max(len(self.seen), 1)


class _Load:
    """The load process, and the words that are exchanged with it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.streams.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "_Load":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def tell(self, text: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def hear(self, word: str = "") -> str:
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        if not line or (word and line != word):
            raise Broken("the load process ended early; its story stands above")
        return line


def loaded(order: dict[str, Any], group: int | None) -> Run:
    """Let the load process carry out an order; `group` is whose CPU counts, None the load's own."""
    with _Load() as load:
        load.tell(json.dumps(order))
        load.hear("ready")
        time.sleep(SETTLE_S)  # what connecting has left to do is not the answers' cost
        before, began = usage.cpu_s(group) if group else 0.0, time.monotonic()
        load.tell("go")
        load.hear("done")
        took, used = time.monotonic() - began, (usage.cpu_s(group) if group else 0.0) - before
        result = json.loads(load.hear())
    seen = [Seen(**{**one, "marks": [tuple(mark) for mark in one["marks"]]}) for one in result["seen"]]
    own_cpu_s = float(result["cpu_s"])
    return Run(seen, used if group else own_cpu_s, load_cpu_s=own_cpu_s, seconds=took)


def product_run(
    way: str, product: Product, model: ModelServer, rate: Rate, questions: Sequence[Sequence[str]]
) -> tuple[Run, dict[str, Any]]:
    """Customers over `sse` or `pages`; also the prompts that the model server was given, by question."""
    model.control(reset=True, rate=rate.per_s, tokens=rate.tokens, first_token_s=rate.first_s)
    tokens = product.tokens[: len(questions)]
    order = {
        "way": way,
        "url": product.url,
        "tokens": tokens,
        "questions": questions,
        "spread_s": rate.answer_s,
    }
    run = loaded(order, product.group)
    requests = _requests(model)
    _reckon(run, requests, rate)
    return run, {question: request.messages for question, request in requests.items()}


def floor_run(
    model: ModelServer, rate: Rate, questions: Sequence[Sequence[str]], prompts: dict[str, Any]
) -> Run:
    """The bare client, with the same prompts and therefore the same answers."""
    model.control(reset=True, rate=rate.per_s, tokens=rate.tokens, first_token_s=rate.first_s)
    order = {
        "way": "floor",
        "url": model.url,
        "tokens": [""] * len(questions),
        "questions": [[question for question in own if question in prompts] for own in questions],
        "spread_s": rate.answer_s,
        "model": MODEL,
        "prompts": prompts,
    }
    run = loaded(order, None)
    _reckon(run, _requests(model), rate)
    return run


def dealt(source: Iterator[str], customers: int, each: int) -> list[list[str]]:
    """Fresh questions for everybody."""
    return [list(islice(source, each)) for _ in range(customers)]


def _requests(model: ModelServer) -> dict[str, Request]:
    with urlopen(f"{model.url}/_requests", timeout=30) as answer:
        told = [Request(**one) for one in json.load(answer)]
    return {request.question: request for request in told if request.path == "/api/chat"}


def _reckon(run: Run, requests: dict[str, Request], rate: Rate) -> None:
    """Compare what was read with what the model server sent, and when."""
    for seen in run.seen:
        request = requests.get(seen.question)
        if seen.source == "faq" and not seen.fault:  # understood as something that the shop has written down
            run.aside += 1
            continue
        if seen.fault or request is None or seen.source != "llm":
            run.faults.append(seen.fault or f"answered from {seen.source or 'nothing'}: {seen.question}")
            continue
        pieces = pieces_of(sensible_answer(request.messages), rate.tokens)
        run.tokens += len(pieces)
        run.lost += _lost(pieces, seen)
        if seen.marks:
            run.first.append((seen.marks[0][0] - seen.asked_ns) / 1e6)
            run.delays += _delays(pieces, request.sent_ns, seen.marks)


def _lost(pieces: Sequence[str], seen: Seen) -> int:
    """Tokens that did not come, in their order, on the way or at the end."""
    text = "".join(pieces)
    if text == seen.text == seen.saved:
        return 0
    shared, short = 0, min((seen.text, seen.saved), key=lambda one: _common(one, text))
    limit = _common(short, text)
    length = 0
    for piece in pieces:
        length += len(piece)
        shared += length <= limit
    return max(len(pieces) - shared, 1)


def _common(one: str, other: str) -> int:
    """How long the shared beginning is."""
    same = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        same += 1
    return same


def _delays(
    pieces: Sequence[str], sent_ns: Sequence[int], marks: Sequence[tuple[int, int]]
) -> Iterator[float]:
    """ms from the model server's write of a token to the first mark that holds all of it."""
    length, at = 0, 0
    for piece, sent in zip(pieces, sent_ns, strict=True):
        length += len(piece)
        while at < len(marks) and marks[at][1] < length:
            at += 1
        if at == len(marks):
            return
        yield (marks[at][0] - sent) / 1e6
