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
    "adjust",
    "build",
]

PROMPT_TOKENS = 7168
"""The longest prompt that is sure to be read whole; the answer's tokens come on top."""

# In line: nobody waits longer than one answer may take, and no more than would get a turn in that time
# from a server that takes a few seconds for each.
_WAITING_PER_PLACE = 8


MOST_AT_ONCE = 1000
"""Connections that the client may open; how many are used is the line's, and may change at run time."""

GATHER_S = 0.1
"""How often an answer grows: nobody reads quicker for more than ten times a second, and each costs."""


def build(ai: AiSection) -> Gate:
    """The model that the settings name, behind line and breaker. Opens no connection."""
    model = OllamaModel(
        ai.ollama_base_url,
        ai.ollama_model_name,
        concurrency=MOST_AT_ONCE,
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


def adjust(gate: Gate, ai: AiSection) -> None:
    """Another model, other limits: from the next answer on. The server's address stays as it was built."""
    gate.adjust(
        ai.ollama_model_name,
        Deadlines.within(ai.ollama_timeout),
        PROMPT_TOKENS + ai.ollama_max_tokens,
    )
    gate.line.resize(
        places=ai.ollama_max_concurrency,
        longest=_WAITING_PER_PLACE * ai.ollama_max_concurrency,
        patience_s=ai.ollama_timeout,
    )
