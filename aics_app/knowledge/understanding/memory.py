"""Vectors that were computed before: in memory, and in the data directory between starts."""

import contextlib
import hashlib
import logging
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import numpy as np

from aics_app.knowledge.understanding.embedder import Embedder, Vectors

logger = logging.getLogger(__name__)

DIGEST_BYTES = 16


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:DIGEST_BYTES]


class Remembered:
    """An embedder with a memory. The file holds digests and vectors of one model, no texts and no pickles."""

    def __init__(self, embedder: Embedder, folder: Path | None) -> None:
        self.embedder = embedder
        model = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
        self._file = folder / f"vectors-{model}.npz" if folder else None
        self._known: dict[bytes, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
        self._unsaved = 0

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """As `Embedder.embed`, asking the model only for texts it has not seen."""
        digests = [_digest(text) for text in texts]
        missing = {
            digest: text for digest, text in zip(digests, texts, strict=True) if digest not in self._known
        }
        if missing:
            fresh = await self.embedder.embed(list(missing.values()))
            self._known.update(zip(missing, fresh, strict=True))
            self._unsaved += len(missing)
        if not texts:
            return np.zeros((0, 0), np.float32)
        return np.stack([self._known[digest] for digest in digests])

    def load(self) -> None:
        """Read the file, if there is a sound one. A spoilt one is as good as none."""
        if not self._file or not self._file.exists():
            return
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                digests, vectors = stored["digests"], stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("understanding: %s can't be read and is made anew: %s", self._file.name, error)
            return
        sound = (
            digests.dtype == np.uint8
            and digests.shape == (len(vectors), DIGEST_BYTES)
            and vectors.shape[1:] != ()
            and vectors.dtype == np.float32
            and np.isfinite(vectors).all()
        )
        if sound:
            self._known = {row.tobytes(): vector for row, vector in zip(digests, vectors, strict=True)}

    def save(self, keep: Sequence[str]) -> None:
        """Forget all but `keep`; write it when some is new. A full disk only costs time at the next start."""
        digests = set(map(_digest, keep))
        self._known = {digest: vector for digest, vector in self._known.items() if digest in digests}
        if self._file and self._unsaved and self._known:
            self._write(self._file)

    def _write(self, target: Path) -> None:
        beside = target.with_suffix(f".{uuid4().hex}.tmp")  # containers share process numbers
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                digests = np.frombuffer(b"".join(self._known), np.uint8).reshape(-1, DIGEST_BYTES)
                np.savez(file, digests=digests, vectors=np.stack(list(self._known.values())))
            beside.replace(target)
            self._unsaved = 0
        except OSError as error:
            logger.warning("understanding: %s is not kept: %s", target.name, error)
            with contextlib.suppress(OSError):
                beside.unlink()
