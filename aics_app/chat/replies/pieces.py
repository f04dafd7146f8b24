"""What an answer says while it is written: collected, and told in small appended pieces."""

import asyncio
from typing import Any

from aics_app.chat.actions import Answer, Asked
from aics_app.chat.models import Source
from aics_app.chat.replies.ways import Tools
from aics_app.core import metrics
from aics_app.llm import GATHER_S

FLUSH_S = GATHER_S
NEARLY_S = 0.01
KEPT_S = 300


def topic_of(conversation_id: str) -> str:
    """The live topic of a conversation: pieces, waiting, ends and other changes."""
    return f"conversation:{conversation_id}"


class Pieces:
    """The first piece goes out at once, the next ones gathered for `FLUSH_S`. Offsets count characters.

    `answer` is how it ended; None until that is saved, or when another process had ended it before.
    """

    def __init__(self, tools: Tools, asked: Asked) -> None:
        self.interrupted = False
        self.is_written = False
        self.is_over = False
        self.answer: Answer | None = None
        self._is_silent = False
        self._live = tools.live
        self._cache = tools.cache
        self._id = asked.reply_id
        self._topic = topic_of(asked.conversation_id)
        self._parts: list[str] = []
        self._held: list[str] = []
        self._sent = 0
        self._waits = False
        self._timer: asyncio.Handle | None = None
        self._loop = asyncio.get_running_loop()
        self._last = 0.0
        self._began = self._loop.time()
        self._saving: asyncio.Task[None] | None = None

    @property
    def text(self) -> str:
        """All of it so far."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def silence(self) -> None:
        """Tell nothing more: perhaps a person took over. What was not told stays held until `speak`."""
        self._is_silent = True
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def speak(self) -> None:
        """It was only stopped, and is saved as it stands: tell what was held."""
        self._is_silent = False
        self.flush()

    def add(self, piece: str) -> None:
        """Take a piece from the model; nothing once it is silent."""
        if self._is_silent:
            return
        if self._waits:
            self._waits = False
            self._post("wait", place=0)
        self._parts.append(piece)
        self._held.append(piece)
        if not self._sent:
            self.flush()
        elif self._timer is None:
            due = self._last + FLUSH_S - self._loop.time()
            if due > NEARLY_S:
                self._timer = self._loop.call_later(due, self.flush)
            else:  # what was read in one go is told in one go
                self._timer = self._loop.call_soon(self.flush)

    def flush(self) -> None:
        """Tell what is held."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._held or self._is_silent:
            return
        text = "".join(self._held)
        self._held.clear()
        self._last = self._loop.time()
        if not self._sent:
            metrics.first_words_seconds.labels(Source.LLM.value).observe(self.seconds)
        self._post("piece", at=self._sent, text=text)
        self._sent += len(text)
        if self._cache.shared and self._saving is None:
            self._saving = asyncio.create_task(self._keep())

    @property
    def seconds(self) -> float:
        """How long this answer has been written on."""
        return self._loop.time() - self._began

    def announce(self, source: Source, intent: str, confidence: float) -> None:
        """Tell where the answer will come from, before its first word."""
        if not self._is_silent:
            self._post("plan", source=source, intent=intent, confidence=round(confidence, 4))

    async def waiting(self, place: int) -> None:
        """Tell the place in the model's waiting line, 1 = next; with the first piece 0 is told."""
        if not self._is_silent:
            self._waits = True
            self._post("wait", place=place)

    def end(self, answer: Answer | None) -> None:
        """Tell that nothing more will come; `answer` as it was saved."""
        self.answer, self.is_over = answer, True
        self._post("end")

    async def _keep(self) -> None:
        """Other replicas' late comers read the text so far from the shared cache."""
        try:
            await self._cache.set(f"reply:{self._id}", self.text, KEPT_S)
        finally:
            self._saving = None

    def _post(self, kind: str, **facts: Any) -> None:
        self._live.post(self._topic, {"type": kind, "id": self._id, **facts})
