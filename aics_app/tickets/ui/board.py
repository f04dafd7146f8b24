"""The board: what it shows stands in the address, and is read anew whenever tickets change."""

from dataclasses import fields

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.live import Message
from aics_app.settings import Settings
from aics_app.tickets import queries, views
from aics_app.tickets.news import TOPIC
from aics_app.tickets.ui import table
from aics_app.tickets.ui.board_shapes import (
    Choices,
    ColumnView,
    Wanted,
    filters_of,
    wanted_of,
)
from aics_app.tickets.ui.cards import column_view
from aics_app.tickets.ui.moving_shapes import priorities_of, statuses_of, topics_of
from aics_app.tickets.ui.reading import RIGHT, colleagues
from aics_app.tickets.ui.table import TableState
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.addresses import filled, show_address
from aics_app.ui.hub import PageHub
from aics_app.workforce import queries as workforce

PACE_S = 1.0
"""When many tickets change at once every board would be read for each of them."""
SHOWN = 50
"""Cards in a column; the rest is in the table."""


class BoardState(rx.State):
    """The columns with their cards. `numbers` are the tickets as they are shown, in order."""

    loaded: bool = False
    failed: bool = False
    wanted: Wanted = Wanted()
    choices: Choices = Choices()
    columns: list[ColumnView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    numbers: list[str] = []  # noqa: RUF012 - as above
    shown: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address asks for, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        self.wanted = wanted_of(self.router.url.query_parameters)
        token = self.router.session.client_token
        use(PageHub).watch(token, TOPIC, actor.session_id, _react, "board", pace_s=PACE_S)
        await self._read(actor, anew=True, choices=True)

    @rx.event
    @access(RIGHT)
    async def renew(self) -> None:
        """Another workflow holds: there may be other columns."""
        actor = await current_actor(self, RIGHT)
        await self._read(actor, choices=True)

    @rx.event
    @access(RIGHT)
    async def refresh(self) -> None:
        """Read again what is shown."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Show something else: one filter, the order, or the kind of view."""
        actor = await current_actor(self, RIGHT)
        if name not in {one.name for one in fields(Wanted)} or not isinstance(value, str):
            raise Invalid
        return await self._show(actor, wanted_of({**filled(self.wanted), name: value}))

    @rx.event
    @access(RIGHT)
    async def follow(self, said: dict[str, str]) -> EventSpec:
        """Show what a saved view stands for, in the same kind of view."""
        actor, wanted = await current_actor(self, RIGHT), self.wanted
        return await self._show(actor, wanted_of({**said, "view": wanted.view, "hidden": wanted.hidden}))

    @rx.event
    @access(RIGHT)
    async def clear(self) -> EventSpec:
        """Filter by nothing."""
        actor, wanted = await current_actor(self, RIGHT), self.wanted
        return await self._show(actor, Wanted(view=wanted.view, sort=wanted.sort, hidden=wanted.hidden))

    @rx.event
    @access(RIGHT)
    async def show_all_of(self, status: str) -> EventSpec:
        """A column as a table, which has pages."""
        actor = await current_actor(self, RIGHT)
        return await self._show(actor, wanted_of({**filled(self.wanted), "status": status, "view": "table"}))

    @rx.event
    @access(RIGHT)
    def look_at(self, status: str) -> None:
        """On a phone: this column."""
        if not isinstance(status, str):
            raise Invalid
        self.shown = status[:40]

    async def _renew(self, actor: Actor) -> None:
        people = await colleagues(actor)
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            teams, _ = await workforce.known_words(session, actor)
        self.choices = Choices(
            statuses_of(workflow), priorities_of(workflow), topics_of(workflow), teams, people
        )
        words = [one.word for one in workflow.statuses]
        self.shown = self.shown if self.shown in words else workflow.first.word

    async def _show(self, actor: Actor, wanted: Wanted) -> EventSpec:
        self.wanted = wanted
        await self._read(actor, anew=True)
        return show_address(routes.BOARD, filled(wanted))

    async def _read(self, actor: Actor, *, anew: bool = False, choices: bool = False) -> None:
        try:
            if choices:
                await self._renew(actor)
            if self.wanted.view == "table":
                rows = await self.get_state(TableState)
                await table.read(rows, actor, self.wanted, anew=anew)
                numbers = [row.order_no for row in rows.rows]
            else:
                columns = await _columns(actor, self.wanted)
                numbers = [card.order_no for column in columns for card in column.cards]
                if self.get_value("columns") != columns:  # else all of it would be sent again
                    self.columns = columns
            if self.get_value("numbers") != numbers:
                self.numbers = numbers
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True


async def _columns(actor: Actor, wanted: Wanted) -> list[ColumnView]:
    now = clock.now()
    async with use(Database).reading() as session:
        workflow = await queries.workflow(session)
        hours = await workforce.hours(session, use(Settings).app.timezone)
        found = await queries.board(session, actor, filters_of(wanted), limit=SHOWN, now=now)
        tickets = [one for column in found for one in column.tickets]
        shown = await views.cards(session, actor, tickets, hours=hours, now=now)
    by_number = {card.number: card for card in shown}
    return [column_view(workflow, actor, column, by_number) for column in found]


def _react(message: Message) -> EventSpec | None:
    if message["type"] == "noted":  # no list shows notes
        return None
    return BoardState.renew() if message["type"] == "workflow" else BoardState.refresh()
