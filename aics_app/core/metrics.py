"""What an operator watches, as Prometheus reads it. Features count here; no label holds what people wrote.

Every label has few values: routes as they are declared, codes, states. What each means: `docs/operations.md`.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SLOW = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0)

requests = Counter(
    "aics_http_requests_total", "Answered requests.", ("method", "route", "status"), registry=REGISTRY
)
request_seconds = Histogram(
    "aics_http_request_seconds",
    "From the request to the first byte of its answer.",
    ("method", "route"),
    buckets=_QUICK,
    registry=REGISTRY,
)
refusals = Counter(
    "aics_refusals_total",
    "Refused before any feature saw it.",
    ("reason",),
    registry=REGISTRY,
)
sign_ins = Counter("aics_sign_ins_total", "Attempts to sign in.", ("outcome",), registry=REGISTRY)
sockets_open = Gauge("aics_sockets_open", "Pages connected now.", registry=REGISTRY)
events = Counter("aics_events_total", "Events of pages.", ("outcome",), registry=REGISTRY)

streams_open = Gauge("aics_streams_open", "Answers streamed over SSE now.", registry=REGISTRY)
answers = Counter("aics_answers_total", "Finished answers.", ("source", "state"), registry=REGISTRY)
first_words_seconds = Histogram(
    "aics_answer_first_words_seconds",
    "From the question to the first words of its answer.",
    ("source",),
    buckets=(*_QUICK, 20.0, 60.0),
    registry=REGISTRY,
)
answer_seconds = Histogram(
    "aics_answer_seconds",
    "From the question to the end of its answer.",
    ("source",),
    buckets=_SLOW,
    registry=REGISTRY,
)
cache_lookups = Counter(
    "aics_answer_cache_total", "Looks into the cache of answers.", ("outcome",), registry=REGISTRY
)

model_calls = Counter(
    "aics_model_calls_total",
    "Calls of the model: ok, or why not.",
    ("outcome",),
    registry=REGISTRY,
)
model_seconds = Histogram(
    "aics_model_seconds", "Calls of the model that came to their end.", buckets=_SLOW, registry=REGISTRY
)
model_first_token_seconds = Histogram(
    "aics_model_first_token_seconds",
    "From the call of the model to its first token.",
    buckets=_SLOW,
    registry=REGISTRY,
)
model_breaker_open = Gauge(
    "aics_model_breaker_open", "1 while the model is left alone after failures.", registry=REGISTRY
)
model_busy = Gauge("aics_model_busy", "Answers that the model is writing now.", registry=REGISTRY)
model_waiting = Gauge("aics_model_waiting", "Questions waiting for the model.", registry=REGISTRY)


def exposition() -> bytes:
    """All of it in Prometheus's text format."""
    return generate_latest(REGISTRY)
