"""How the whole does, on the page: looked at now and then, and tried out by button."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app import __version__
from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.configuration import actions as configuration
from aics_app.configuration.current import Current
from aics_app.configuration.errors import SettingChangedMeanwhile
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.problems import said
from aics_app.core.text import one_line
from aics_app.llm import ModelError
from aics_app.settings import Settings
from aics_app.system import probing, queries
from aics_app.system.models import Replica
from aics_app.system.probing import TRIALS, Part, Tools
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang, tr

RIGHT = "system.see"
TRIES = "settings.manage"
"""Who may let the parts do real things."""
MAX_NAME = 100


@dataclass
class Fact:
    """Something about a part."""

    name: str
    value: str


@dataclass
class PartView:
    """One part as the page shows it."""

    name: str
    state: str
    took_ms: int
    facts: list[Fact]


@dataclass
class ReplicaView:
    """One serving process."""

    id: str
    host: str
    process: int
    version: str
    started_at: str
    seen_at: str
    is_alive: bool


@dataclass
class Result:
    """What came of a trial. `said` is the part's answer, or what helps."""

    is_well: bool
    took_ms: int
    said: str


@dataclass
class InUse:
    """The model that answers. `seen` is what a choice starts from; `rival` has just made another one."""

    name: str = ""
    seen: str = ""
    rival: str = ""


class SystemState(rx.State):
    """The parts as they were last looked at. `busy`: which is being tried out."""

    parts: list[PartView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    replicas: list[ReplicaView] = []  # noqa: RUF012 - as above
    models: list[str] = []  # noqa: RUF012 - as above
    model: InUse = InUse()
    doubts: dict[str, str] = {}  # noqa: RUF012 - as above
    results: dict[str, Result] = {}  # noqa: RUF012 - as above
    busy: str = ""
    version: str = ""
    looked_at: str = ""
    loaded: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> EventSpec:
        """Look at everything; the trials of an earlier visit are past. May run again at any time."""
        await current_actor(self, RIGHT)
        self.results, self.busy, self.model.rival = {}, "", ""
        return SystemState.look()

    @rx.event(background=True)
    @access(RIGHT)
    async def look(self) -> None:
        """How every part is, now. Beside the page's other events: a part may keep us waiting."""
        actor, now = await current_actor(self, RIGHT), clock.now()
        parts = await probing.look(use(Tools), use(Settings), actor)
        names = await probing.models(use(Tools), actor)
        found = await probing.replicas(use(Tools), actor, now)
        async with self:
            self.parts = [_part(part) for part in parts]
            self.models, self.model = names, _in_use(self.model)
            self.replicas = [_replica(one, now) for one in found]
            self.doubts = {doubt.key.value: doubt.stored for doubt in use(Current).doubts}
            self.version, self.looked_at, self.loaded = __version__, now.isoformat(), True

    @rx.event(background=True)
    @access(TRIES)
    async def try_out(self, name: str) -> None:
        """Do one real thing with a part."""
        if name not in TRIALS:
            raise Invalid
        actor = await current_actor(self, TRIES)
        async with self:
            if self.busy:
                return
            self.busy, locale = name, (await self.get_state(Lang)).locale
        try:
            result = await _tried(name, actor, locale)
            async with self:
                self.results = {**self.results, name: result}
        finally:
            async with self:
                self.busy = ""

    @rx.event
    @access("settings.manage")
    async def use_model(self, name: str) -> list[EventSpec]:
        """Let this one answer from now on, in place of the one that the page shows."""
        actor, current = await current_actor(self, "settings.manage"), use(Current)
        if len(name) > MAX_NAME:
            raise Invalid
        how: dict[str, Any] = {"before": self.model.seen, "started_with": current.started_with}
        try:
            async with use(Database).transaction() as session:
                kept = await configuration.set_value(
                    session, actor, Key.MODEL_NAME, name, **how, at=clock.now()
                )
        except SettingChangedMeanwhile as error:
            await current.read()
            self.model = replace(_in_use(self.model), rival=error.params["who"] or "?")
            return []
        self.model = InUse(kept, kept)
        locale = (await self.get_state(Lang)).locale
        return [toasts.done(tr(locale, "system.model_chosen", name=name)), SystemState.look()]


def _in_use(shown: InUse) -> InUse:
    """As it is now; who has chosen it is told until it is another one."""
    name, seen = use(Settings).ai.ollama_model_name, use(Current).seen[Key.MODEL_NAME]
    return InUse(name, seen, shown.rival if seen == shown.seen else "")


async def _tried(name: str, actor: Actor, locale: str) -> Result:
    """What the part answered, or what is wrong in the reader's words: it stands beside the button."""
    try:
        trial = await probing.try_out(name, use(Tools), use(Settings), actor, clock.now())
    except AppError as error:
        return Result(is_well=False, took_ms=0, said=one_line(_why(error, locale), probing.MAX_ANSWER))
    return Result(is_well=True, took_ms=trial.took_ms, said=trial.said)


def _why(error: AppError, locale: str) -> str:
    """In the reader's words, also what went wrong behind it."""
    cause = error.__cause__
    if isinstance(cause, ModelError):
        return tr(locale, f"system.reason_{cause.reason}")
    return said(cause if isinstance(cause, AppError) else error, locale)


def _part(part: Part) -> PartView:
    facts = [Fact(name, value) for name, value in part.facts.items()]
    return PartView(part.name, part.state, part.took_ms, facts)


def _replica(one: Replica, now: datetime) -> ReplicaView:
    return ReplicaView(
        id=one.id,
        host=one.host,
        process=one.process,
        version=one.version,
        started_at=one.started_at.isoformat(),
        seen_at=one.seen_at.isoformat(),
        is_alive=now - one.seen_at < queries.ALIVE,
    )
