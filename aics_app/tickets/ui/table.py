"""The board as a table: pages in any order, some of them chosen, and acts on all of those."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.settings import Settings
from aics_app.tickets import actions, bulk, queries, views
from aics_app.tickets.actions import Edit, Move
from aics_app.tickets.models import MAX_TAG_CHARS
from aics_app.tickets.rules.filters import Sort
from aics_app.tickets.ui.board_shapes import CardView, Wanted, filters_of
from aics_app.tickets.ui.cards import card_view
from aics_app.tickets.ui.reading import RIGHT, count, reason, word
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang
from aics_app.workforce import queries as workforce

PAGE = 50
Act = Callable[..., Awaitable[object]]
"""`(session, actor, order_no, version, hours, at)`: what is done to each of the chosen."""


@dataclass
class Refusal:
    """A chosen ticket to which it could not be done, and why."""

    order_no: str
    title: str
    reason: str


class TableState(rx.State):
    """The rows, which of them are chosen (by number), and what the last act on them was refused for."""

    rows: list[CardView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    chosen: list[str] = []  # noqa: RUF012 - as above
    refusals: list[Refusal] = []  # noqa: RUF012 - as above
    done: int = -1
    _wanted: Wanted = Wanted()

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            rows, self.next_cursor = await _page(actor, self._wanted, PAGE, self.next_cursor)
            self.rows = [*self.rows, *rows]

    @rx.event
    @access(RIGHT)
    def choose(self, order_no: str, chosen: bool) -> None:
        """Choose a row, or choose it no longer."""
        others = [one for one in self.chosen if one != order_no]
        there = any(row.order_no == order_no for row in self.rows)
        self.chosen = [*others, order_no] if chosen is True and there else others

    @rx.event
    @access(RIGHT)
    def choose_all(self, chosen: bool) -> None:
        """Choose every row that is shown, or none."""
        self.chosen = [row.order_no for row in self.rows] if chosen is True else []

    @rx.event
    @access(RIGHT)
    async def assign(self, handler: str) -> None:
        """Give the chosen tickets to somebody, or (no id) back to everybody."""
        if not isinstance(handler, str) or (handler and not handler.isdecimal()) or len(handler) > 18:  # noqa: PLR2004 - a 64-bit id has no more digits
            raise Invalid(fields={"handler_id": "choice"})
        handler_id = int(handler) if handler else None

        async def act(session, actor, order_no, *, version, at, **_hours):
            await actions.assign(session, actor, order_no, handler_id, version=version, at=at)

        await self._do(act)

    @rx.event
    @access(RIGHT)
    async def set_priority(self, priority: str) -> None:
        """Give the chosen tickets another priority."""
        await self._edit(Edit(priority=word(priority)))

    @rx.event
    @access(RIGHT)
    async def set_category(self, category: str) -> None:
        """Say what the chosen tickets are about."""
        await self._edit(Edit(category=word(category)))

    @rx.event
    @access(RIGHT)
    async def move(self, status: str) -> None:
        """Carry the chosen tickets to another status, those for which that way asks for nothing."""
        target = word(status)

        async def act(session, actor, order_no, *, version, hours, at):
            await actions.move(session, actor, order_no, Move(target, version=version), hours=hours, at=at)

        await self._do(act)

    @rx.event
    @access(RIGHT)
    async def add_tag(self, form: dict[str, object]) -> None:
        """Give the chosen tickets a tag more."""
        tag = form.get("tag")
        if not isinstance(tag, str) or not 0 < len(tag) <= MAX_TAG_CHARS:
            raise Invalid(fields={"tag": "too_long" if tag else "required"})
        known = {row.order_no: row.tags for row in self.rows}

        async def act(session, actor, order_no, *, version, at, **_hours):
            await actions.tag(session, actor, order_no, [*known[order_no], tag], version=version, at=at)

        await self._do(act)

    @rx.event
    @access(RIGHT)
    def dismiss(self) -> None:
        """What was refused has been read."""
        self.refusals, self.done = [], -1

    async def _edit(self, to: Edit) -> None:
        async def act(session, actor, order_no, *, version, hours, at):
            own = Edit(priority=to.priority, category=to.category, version=version)
            await actions.edit(session, actor, order_no, own, hours=hours, at=at)

        await self._do(act)

    async def _do(self, act: Act) -> None:
        """To each of the chosen in a transaction of its own; what is refused stays chosen."""
        actor, locale = await current_actor(self, RIGHT), (await self.get_state(Lang)).locale
        chosen = {row.order_no: row for row in self.rows if row.order_no in set(self.chosen)}

        async def one(session, order_no):
            hours = await workforce.hours(session, use(Settings).app.timezone)
            version = count(chosen[order_no].version)
            await act(session, actor, order_no, version=version, hours=hours, at=clock.now())

        outcomes = await bulk.all_of(use(Database), list(chosen), one)
        refusals = [
            Refusal(done.number, chosen[done.number].title, reason(done.error, locale))
            for done in outcomes
            if done.error
        ]
        self.refusals, self.done = refusals, len(chosen) - len(refusals)
        self.chosen = [one.order_no for one in refusals]
        await read(self, actor, self._wanted)


async def read(state: TableState, actor: Actor, wanted: Wanted, *, anew: bool = False) -> None:
    """As many rows as are shown, or the first page. A function, since anybody may call a state's methods."""
    limit = PAGE if anew else min(max(len(state.get_value("rows")), PAGE), MAX_LIMIT)
    rows, state.next_cursor = await _page(actor, wanted, limit)
    state._wanted = wanted  # noqa: SLF001 - the state is this module's own
    if state.get_value("rows") != rows:
        state.rows = rows
    numbers = {row.order_no for row in rows}
    state.chosen = [one for one in state.chosen if one in numbers]


async def _page(actor: Actor, wanted: Wanted, limit: int, cursor: str = "") -> tuple[list[CardView], str]:
    now = clock.now()
    async with use(Database).reading() as session:
        workflow = await queries.workflow(session)
        hours = await workforce.hours(session, use(Settings).app.timezone)
        tickets, following = await queries.page(
            session, actor, filters_of(wanted), Sort.of(wanted.sort), limit=limit, cursor=cursor, now=now
        )
        cards = await views.cards(session, actor, tickets, hours=hours, now=now)
    rows = [card_view(workflow, actor, *pair) for pair in zip(tickets, cards, strict=True)]
    return rows, following or ""
