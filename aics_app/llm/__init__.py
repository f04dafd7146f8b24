"""Language models behind one port: `build` gives the real one, `double` one without a server."""

import time

from aics_app.core.clock import now
from aics_app.llm.breaker import Breaker
from aics_app.llm.errors import (
    ModelBusy,
    ModelError,
    ModelFailed,
    ModelTimeout,
    ModelUnavailable,
)
from aics_app.llm.gate import Gate
from aics_app.llm.line import Line
from aics_app.llm.ollama import OllamaModel
from aics_app.llm.patience import Deadlines
from aics_app.llm.port import ChatTurn, Model, ModelHealth, OnWait
from aics_app.llm.transport import LeanTransport
from aics_app.settings import AiSection

__all__ = [
    "GATHER_S",
    "PROMPT_TOKENS",
    "ChatTurn",
    "Gate",
    "Model",
    "ModelBusy",
    "ModelError",
    "ModelFailed",
    "ModelHealth",
    "ModelTimeout",
    "ModelUnavailable",
    "OnWait",
    "build",
]

PROMPT_TOKENS = 7168
"""The longest prompt that is sure to be read whole; the answer's tokens come on top."""

# In line: nobody waits longer than one answer may take, and no more than would get a turn in that time
# from a server that takes a few seconds for each.
_WAITING_PER_PLACE = 8


GATHER_S = 0.1
"""How often an answer grows: nobody reads quicker for more than ten times a second, and each costs."""


def build(ai: AiSection) -> Gate:
    """The model that the settings name, behind line and breaker. Opens no connection."""
    model = OllamaModel(
        ai.ollama_base_url,
        ai.ollama_model_name,
        concurrency=ai.ollama_max_concurrency,
        deadlines=Deadlines.within(ai.ollama_timeout),
        context_tokens=PROMPT_TOKENS + ai.ollama_max_tokens,
        transport=LeanTransport(GATHER_S) if ai.ollama_base_url.startswith("http://") else None,
    )
    line = Line(
        places=ai.ollama_max_concurrency,
        longest=_WAITING_PER_PLACE * ai.ollama_max_concurrency,
        patience_s=ai.ollama_timeout,
    )
    return Gate(model, line=line, breaker=Breaker(time.monotonic), now=now)
