"""The floor: the bare `ollama` client reading the same streams, and nothing else."""

import time
from typing import Any

import httpx
import ollama

from tests.bench.streams.answers import Seen


class FloorReader:
    """Sends the prompts that the product sent. All readers share one client."""

    def __init__(
        self, client: ollama.AsyncClient, model: str, prompts: dict[str, list[dict[str, Any]]]
    ) -> None:
        self._client, self._model, self._prompts = client, model, prompts

    async def open(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    async def ask(self, question: str) -> Seen:
        """Read the stream to its end."""
        prompt = self._prompts[question]
        seen = Seen(question, time.time_ns())
        parts: list[str] = []
        length = 0
        async for part in await self._client.chat(self._model, prompt, stream=True):
            text = part.message.content
            if text:
                parts.append(text)
                length += len(text)
                seen.marks.append((time.time_ns(), length))
        seen.ended_ns, seen.text = time.time_ns(), "".join(parts)
        seen.saved, seen.source = seen.text, "llm"
        return seen


def client_of(url: str) -> ollama.AsyncClient:
    """Without httpx's limit of 100 connections, which 200 readers would queue at."""
    return ollama.AsyncClient(host=url, limits=httpx.Limits(max_connections=None), timeout=None)
