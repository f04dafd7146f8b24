"""What a customer means: embeddings, retrieval over the FAQ, intents.

Wiring: `understanding = build(settings, live)`, `await understanding.start(db)`, `listen(listeners, live)`;
at the end `await understanding.stop()`.
"""

from aics_app.core.events import Listeners
from aics_app.core.live import Live
from aics_app.knowledge.events import CHANGED, FAQ_EVENTS, FaqEvent
from aics_app.knowledge.understanding.embedder import EmbeddedUse, Embedder, OllamaEmbedder
from aics_app.knowledge.understanding.understanding import Understanding
from aics_app.knowledge.understanding.understood import Candidate, Understood
from aics_app.knowledge.understanding.worker import Worker
from aics_app.settings import Settings

__all__ = ["Candidate", "Understanding", "Understood", "build", "listen"]


def build(settings: Settings, live: Live) -> Understanding:
    """Understanding by the embedded model, or by Ollama's when `AI_OLLAMA_EMBED_MODEL` names one."""
    worker = Worker()
    embedder: Embedder = EmbeddedUse(worker)
    if settings.ai.ollama_embed_model:
        url, model = settings.ai.ollama_base_url, settings.ai.ollama_embed_model
        embedder = OllamaEmbedder(url, model, timeout_s=float(settings.ai.ollama_timeout))
    return Understanding(embedder, live, worker=worker, folder=settings.app.data_dir / "understanding")


def listen(listeners: Listeners, live: Live) -> None:
    """Tell every replica when the FAQ has changed."""

    async def changed(fact: FaqEvent) -> None:
        await live.publish(CHANGED, {"id": int(fact.subject_id)})

    for kind in FAQ_EVENTS:
        listeners.on(kind, changed)
