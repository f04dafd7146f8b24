"""Is it alive, is it ready, and how is it doing: for load balancers, Kubernetes and Prometheus."""

import asyncio
import hmac
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import cache as once
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from aics_app.accounts.identity import Identities, token_of
from aics_app.accounts.models import Right
from aics_app.core import metrics, web
from aics_app.core.cache import Cache
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Forbidden, NotSignedIn
from aics_app.llm import Model
from aics_app.settings import Settings
from aics_app.storage import Storage

router = APIRouter(tags=["operation"])

State = Literal["UP", "degraded", "DOWN"]
Check = Callable[[], Awaitable[State]]

PATIENCE_S = 2.0
KEPT_S = 1.5


class Health(BaseModel):
    """The process lives."""

    status: Literal["UP"] = "UP"


class Readiness(BaseModel):
    """`DOWN` when anything is that everything needs; `degraded` when only the model is away."""

    status: State
    components: dict[str, State]


class Doctor:
    """Looks at every component at once, each within `PATIENCE_S`; a look counts for `KEPT_S`."""

    def __init__(self, checks: dict[str, Check], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._checks = checks
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._seen: tuple[Readiness, float] | None = None

    async def look(self) -> Readiness:
        """How everything is, or was a moment ago."""
        async with self._lock:  # whoever waited for another's look shares it
            if self._seen is None or self._seen[1] <= self._monotonic():
                states = await asyncio.gather(*map(_patiently, self._checks.values()))
                found = Readiness(
                    status=_worst(states), components=dict(zip(self._checks, states, strict=True))
                )
                self._seen = (found, self._monotonic() + KEPT_S)
            return self._seen[0]


async def _patiently(check: Check) -> State:
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await check()
    except (AppError, OSError, TimeoutError):
        return "DOWN"


def _worst(states: list[State]) -> State:
    return next((bad for bad in ("DOWN", "degraded") if bad in states), "UP")


async def _database() -> State:
    await use(Database).ping()
    return "UP"


async def _cache() -> State:
    return "UP" if await use(Cache).ping() else "DOWN"


async def _model() -> State:
    """Without the model, knowledge and people still answer: never `DOWN`."""
    try:
        async with asyncio.timeout(PATIENCE_S / 2):
            health = await use(Model).probe()
    except TimeoutError:
        return "degraded"
    return "UP" if health.state == "up" else "degraded"


async def _storage() -> State:
    await asyncio.to_thread(_write, use(Settings).app.data_dir)
    await use(Storage).check()
    return "UP"


def _write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")


@once
def _doctor() -> Doctor:
    return Doctor({"database": _database, "cache": _cache, "model": _model, "storage": _storage})


@router.get("/api/health")
async def health() -> Health:
    """Whether the process lives; looks at nothing else."""
    return Health()


@router.get("/api/health/ready", responses={503: {"model": Readiness}})
async def ready(response: Response, doctor: Annotated[Doctor, Depends(_doctor)]) -> Readiness:
    """Whether it can serve: 503 when database, cache or storage is away; without the model it can."""
    found = await doctor.look()
    response.status_code = 503 if found.status == "DOWN" else 200
    return found


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def figures(request: Request) -> Response:
    """Prometheus metrics. For `metrics.read`, the holder of `APP_METRICS_TOKEN`, and this machine itself."""
    await _require_operator(request)
    return Response(metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


async def _require_operator(request: Request) -> None:
    peer = request.client.host if request.client else ""
    if web.is_loopback(peer) and not {"x-forwarded-for", "forwarded"} & set(request.headers):
        return
    own, given = use(Settings).app.metrics_token.get_secret_value(), token_of(request)
    if own and hmac.compare_digest(own.encode(), given.encode()):
        return
    actor = await use(Identities).find(given)
    if actor is None:
        raise NotSignedIn
    if not actor.may(Right.METRICS_READ):
        raise Forbidden
