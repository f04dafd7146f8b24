"""The model at an agent's side: it writes, the agent reads, and nothing of it is sent or kept."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aics_app.accounts.models import Actor
from aics_app.chat.replies import Tools
from aics_app.chat.rules.grounding import unfounded
from aics_app.chat.rules.prompting import Fact
from aics_app.core.errors import AppError
from aics_app.desk import actions
from aics_app.desk.actions import Matter, Wish
from aics_app.desk.errors import TooMuchHelp
from aics_app.desk.rules import prompts
from aics_app.desk.rules.prompts import Kind
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.llm import ChatTurn, ModelError

AT_ONCE = 3
"""For one person: a suggestion, and a message or two translated beside it."""

MOST_TOKENS = 1024
COOL = 0.3
PASSAGES = 3
TICK_S = 1.0

Told = tuple[str, dict[str, Any]]
"""`wait` {place}, `delta` {text}, `idle`, and at the end `done` {unverified}."""

IDLE: Told = ("idle", {})


@dataclass(frozen=True)
class Task:
    """What the model is asked, and what its words may stand on."""

    kind: Kind
    language: str
    turns: tuple[ChatTurn, ...]
    sources: tuple[str, ...]
    grounds: tuple[str, ...]


class Helper:
    """One a process. Everything goes through the model's one line and breaker; nothing is cached."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._busy: Counter[int] = Counter()
        self._look: asyncio.Task[None] | None = None

    def is_away(self) -> bool:
        """Whether the model can't help now; being asked, it looks whether the model is back.

        While its help is off nobody calls it, and of a server that fails, unlike one that is gone, only
        a call finds out that it works again. One word is enough, and the breaker says when.
        """
        if self._tools.model.health().state != "down":
            return False
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._try(), name="model-look")
        return True

    async def close(self) -> None:
        """Look no more."""
        if self._look:
            self._look.cancel()
            with suppress(asyncio.CancelledError):
                await self._look

    async def _try(self) -> None:
        with suppress(ModelError):  # it is still away, which its health says
            await self._tools.model.complete([ChatTurn("user", "ok")], max_tokens=1, temperature=0.0)

    async def prepare(self, actor: Actor, conversation_id: str, wish: Wish, at: datetime) -> Task:
        """Look, ask whether he may, keep that he asked, and find passages. Raises what `ask_help` raises."""
        if self._busy[actor.user_id] >= AT_ONCE:
            raise TooMuchHelp(retry_after_s=5)
        async with self._tools.db.transaction() as session:
            matter = await actions.ask_help(session, actor, conversation_id, wish, at)
        facts = await self._facts(matter) if matter.kind == Kind.SUGGEST else ()
        turns = _turns(self._tools.company, matter, facts)
        grounds = (*(fact.text for fact in facts), *(line.text for line in matter.talk), matter.text)
        return Task(matter.kind, matter.language, turns, tuple(fact.title for fact in facts), grounds)

    async def write(self, actor: Actor, task: Task) -> AsyncGenerator[Told, None]:
        """What the model says, as it says it; closing ends the call. Raises `ModelError`, `TooMuchHelp`."""
        with self._place(actor):
            inbox: asyncio.Queue[Told | AppError] = asyncio.Queue()
            asking = asyncio.create_task(self._ask(task, inbox), name="helping")
            try:
                while True:
                    told = await _next(inbox)
                    if told == IDLE and asking.done():
                        asking.result()  # raises what nobody foresaw, or nobody would ever hear of an end
                    if isinstance(told, AppError):
                        raise told
                    yield told
                    if told[0] == "done":
                        return
            finally:
                asking.cancel()
                with suppress(asyncio.CancelledError):
                    await asking

    @contextmanager
    def _place(self, actor: Actor) -> Iterator[None]:
        if self._busy[actor.user_id] >= AT_ONCE:
            raise TooMuchHelp(retry_after_s=5)
        self._busy[actor.user_id] += 1
        try:
            yield
        finally:
            self._busy[actor.user_id] -= 1
            if not self._busy[actor.user_id]:
                del self._busy[actor.user_id]

    async def _ask(self, task: Task, inbox: asyncio.Queue[Told | AppError]) -> None:
        async def waits(place: int) -> None:
            inbox.put_nowait(("wait", {"place": place}))

        said: list[str] = []
        stream = self._tools.model.stream(
            task.turns,
            max_tokens=min(self._tools.ai.ollama_max_tokens, MOST_TOKENS),
            temperature=min(self._tools.ai.ollama_temperature, COOL),
            on_wait=waits,
        )
        try:
            async with aclosing(stream) as pieces:
                async for piece in pieces:
                    said.append(piece)
                    inbox.put_nowait(("delta", {"text": piece}))
        except ModelError as error:
            inbox.put_nowait(error)
            return
        claims = unfounded("".join(said), task.grounds)
        inbox.put_nowait(("done", {"unverified": list(dict.fromkeys(claims))[:5]}))

    async def _facts(self, matter: Matter) -> tuple[Fact, ...]:
        """What is published on what the customer asked last; nothing while the understanding is away."""
        try:
            understood = await self._tools.understanding.understand(matter.question, matter.language)
        except UnderstandingUnavailable:
            return ()
        return tuple(Fact(one.question, one.passage) for one in understood.worth_reading(PASSAGES))


async def _next(inbox: asyncio.Queue[Told | AppError]) -> Told | AppError:
    try:
        async with asyncio.timeout(TICK_S):
            return await inbox.get()
    except TimeoutError:
        return IDLE


def _turns(company: str, matter: Matter, facts: tuple[Fact, ...]) -> tuple[ChatTurn, ...]:
    match matter.kind:
        case Kind.SUGGEST:
            made = prompts.suggestion(company, matter.language, facts, matter.talk)
        case Kind.REWRITE:
            made = prompts.rewriting(company, matter.language, matter.text, matter.style)
        case Kind.SUMMARISE:
            made = prompts.summary(company, matter.language, matter.talk)
        case Kind.TRANSLATE | Kind.TRANSLATE_MESSAGE:
            made = prompts.translation(company, matter.language, matter.text)
    return tuple(made)
