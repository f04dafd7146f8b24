"""What a customer means: embeddings, retrieval over the FAQ, intents.

Wiring: `understanding = from_settings(settings, live)`, `await understanding.start(db)`, at the end
`await understanding.stop()`.
"""

from aics_app.core.live import Live
from aics_app.knowledge.understanding.embedder import EmbeddedUse, Embedder, OllamaEmbedder
from aics_app.knowledge.understanding.understanding import Understanding
from aics_app.knowledge.understanding.understood import Candidate, Understood
from aics_app.knowledge.understanding.worker import Worker
from aics_app.settings import Settings

__all__ = ["Candidate", "Understanding", "Understood", "from_settings"]


def from_settings(settings: Settings, live: Live) -> Understanding:
    """Understanding by the embedded model, or by Ollama's when `AI_OLLAMA_EMBED_MODEL` names one."""
    worker = Worker()
    embedder: Embedder = EmbeddedUse(worker)
    if settings.ai.ollama_embed_model:
        embedder = OllamaEmbedder(
            settings.ai.ollama_base_url,
            settings.ai.ollama_embed_model,
            timeout_s=float(settings.ai.ollama_timeout),
        )
    return Understanding(embedder, live, worker=worker, folder=settings.app.data_dir / "understanding")
