"""`/api/system`: how every part is, and trials of each."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from aics_app import __version__
from aics_app.accounts.identity import having
from aics_app.accounts.models import Actor, Right
from aics_app.configuration.current import Current
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.settings import Settings
from aics_app.system import probing, queries
from aics_app.system.probing import Tools

router = APIRouter(prefix="/api/system", tags=["operation"])

Seer = Annotated[Actor, Depends(having(Right.SYSTEM_SEE))]
Manager = Annotated[Actor, Depends(having(Right.SETTINGS_MANAGE))]
Name = Literal["database", "cache", "model", "storage", "mail"]


class PartOut(BaseModel):
    """One part: `up`, `degraded` or `down`."""

    name: str
    state: str
    took_ms: int
    facts: dict[str, str]


class ReplicaOut(BaseModel):
    """One serving process; alive if it was seen within a minute."""

    id: str
    host: str
    process: int
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool


class SystemOut(BaseModel):
    """The whole. `doubts`: stored settings that can't be meant, by key."""

    version: str
    parts: list[PartOut]
    replicas: list[ReplicaOut]
    doubts: dict[str, str]


class TrialOut(BaseModel):
    """What came of it."""

    name: str
    took_ms: int
    said: str


@router.get("")
async def system(actor: Seer) -> SystemOut:
    """How every part is, now."""
    now = clock.now()
    parts = await probing.look(use(Tools), use(Settings), actor)
    found = await probing.replicas(use(Tools), actor, now)
    return SystemOut(
        version=__version__,
        parts=[PartOut(**vars(part)) for part in parts],
        replicas=[ReplicaOut(**one.model_dump(), alive=now - one.seen_at < queries.ALIVE) for one in found],
        doubts={doubt.key: doubt.fault for doubt in use(Current).doubts},
    )


@router.post("/trials/{name}")
async def try_out(name: Name, actor: Manager) -> TrialOut:
    """One real prompt, mail, file or row, which the audit keeps; one at a time, with a pause after it (429).

    503 `trial_failed` says why, 409 `no_address` for the mail.
    """
    trial = await probing.try_out(name, use(Tools), use(Settings), actor, clock.now())
    return TrialOut(**vars(trial))
