"""Letting another workflow hold: what it would do, and where tickets go that would lose their place."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Setting
from aics_app.tickets.errors import TicketsStranded, WorkflowChanged
from aics_app.tickets.rules.definition import written
from aics_app.tickets.rules.drafting import differences
from aics_app.tickets.ui.workflow import RIGHT, WorkflowState
from aics_app.tickets.ui.workflow_shapes import (
    StrandedRow,
    VersionRow,
    difference_row,
    stranded_row,
)
from aics_app.tickets.views.workflow import Prospect, prospect
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang
from aics_app.workforce import queries as workforce

NONE = "-"
"""Said of a category: the tickets have none from then on."""
VERSIONS = 20
"""So many are shown."""


class WorkflowSavingState(rx.State):
    """`asks` while it is to be said where tickets go."""

    asks: bool = False
    stranded: list[StrandedRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    unreachable: list[str] = []  # noqa: RUF012 - as above
    endless: list[str] = []  # noqa: RUF012 - as above
    unwoken: list[str] = []  # noqa: RUF012 - as above
    versions: list[VersionRow] = []  # noqa: RUF012 - as above

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Which versions there were."""
        await self._list(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def save(self) -> EventSpec | None:
        """Let it hold from now on, unless it has faults or tickets would lose their place."""
        actor, drawn = await current_actor(self, RIGHT), await self.get_state(WorkflowState)
        found = await self._prospect(actor)
        drawn.faults, self.unwoken = found.faults, found.unwoken
        self.unreachable, self.endless = found.unreachable, found.endless
        if found.faults:
            return None
        chosen = {(one.kind, one.word): one for one in self.stranded}
        self.stranded = [
            chosen.get((one.kind, one.word), stranded_row(one)) for one in map(stranded_row, found.stranded)
        ]
        if not all(one.is_chosen for one in self.stranded):
            self.asks = True
            return None
        return await self._set(actor, drawn)

    @rx.event
    @access(RIGHT)
    def choose(self, kind: str, word: str, to: str) -> None:
        """Where the tickets with this word go."""
        if not isinstance(to, str):
            raise Invalid
        self.stranded = [
            StrandedRow(one.kind, one.word, one.count, to if to != NONE else "", bool(to))
            if (one.kind, one.word) == (kind, word)
            else one
            for one in self.stranded
        ]

    @rx.event
    @access(RIGHT)
    def cancel(self) -> None:
        """Go on drawing."""
        self.asks, self.stranded = False, []

    @rx.event
    @access(RIGHT)
    async def insist(self) -> None:
        """Mine shall hold: what somebody else set meanwhile is replaced by the next save."""
        await current_actor(self, RIGHT)
        drawn = await self.get_state(WorkflowState)
        async with use(Database).reading() as session:
            drawn.version = (await queries.workflow(session)).version
        drawn._draw(drawn._now())  # noqa: SLF001 - the two states of one page
        drawn.rival = False

    @rx.event
    @access(RIGHT)
    async def go_back(self, version: int) -> None:
        """Draw it as it was then; it holds once it is saved."""
        actor, drawn = await current_actor(self, RIGHT), await self.get_state(WorkflowState)
        if type(version) is not int or not 0 <= version < 2**31:
            raise Invalid
        async with use(Database).reading() as session:
            then = await queries.workflow_version(session, actor, version)
        drawn._redraw(written(then))  # noqa: SLF001 - the two states of one page

    async def _set(self, actor: Actor, drawn: WorkflowState) -> EventSpec | None:
        moves: dict[str, dict[str, str]] = {}
        for one in self.stranded:
            moves.setdefault(one.kind, {})[one.word] = one.chosen
        setting = Setting(drawn._now(), drawn.version, moves)  # noqa: SLF001 - the two states of one page
        try:
            async with use(Database).transaction() as session:
                hours = await workforce.hours(session, use(Settings).app.timezone)
                await actions.set_workflow(session, actor, setting, hours=hours, at=clock.now())
        except WorkflowChanged:
            drawn.rival, self.asks = True, False
            return None
        except TicketsStranded:  # some came meanwhile
            found = await self._prospect(actor)
            self.stranded, self.asks = [stranded_row(one) for one in found.stranded], True
            return None
        drawn._drop()  # noqa: SLF001 - as above
        await drawn._read()  # noqa: SLF001 - as above
        self.asks, self.stranded = False, []
        await self._list(actor)
        return toasts.done(tr((await self.get_state(Lang)).locale, "workflow.saved"))

    async def _prospect(self, actor: Actor) -> Prospect:
        drawn = await self.get_state(WorkflowState)
        async with use(Database).reading() as session:
            return await prospect(session, actor, drawn._now())  # noqa: SLF001 - the two states of one page

    async def _list(self, actor: Actor) -> None:
        async with use(Database).reading() as session:
            found = await queries.workflow_versions(session, actor, limit=VERSIONS + 1)
            first = written(await queries.workflow_version(session, actor, 0))
        before = [*(one.definition for one, _ in found[1:]), first]
        rows = []
        for (one, name), old in zip(found, before, strict=False):  # the first is compared, and no row
            changes = [difference_row(change) for change in differences(old, one.definition)]
            rows.append(VersionRow(one.version, name, one.created_at.isoformat(), changes))
        self.versions = rows[:VERSIONS]
