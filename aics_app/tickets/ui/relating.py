"""What is hung on a ticket: tags, tickets that belong to it, and the one in which it goes on."""

from collections.abc import Awaitable, Callable

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.text import one_line
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.models import MAX_TAG_CHARS
from aics_app.tickets.rules.filters import MAX_WORDS_CHARS, Filters, Sort
from aics_app.tickets.ui.reading import RIGHT, number, refused
from aics_app.tickets.ui.working import WorkState, reread
from aics_app.tickets.ui.working_shapes import OtherView, own_view
from aics_app.ui.access import access
from aics_app.workforce import queries as workforce

MODES = ("link", "merge")
FOUND = 8


class RelateState(rx.State):
    """The window in which another ticket is looked for, to be linked or merged into."""

    is_open: bool = False
    mode: str = MODES[0]
    words: str = ""
    found: list[OtherView] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def open(self, mode: str) -> None:
        """Begin with the customer's other tickets."""
        if mode not in MODES:
            raise Invalid(fields={"mode": "choice"})
        work = await self.get_state(WorkState)
        self.mode, self.words, self.found, self.is_open = mode, "", list(work.get_value("others")), True

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Open or close the window."""
        self.is_open = shown is True

    @rx.event
    @access(RIGHT)
    async def find(self, words: str) -> None:
        """Look for tickets by number and text."""
        if not isinstance(words, str):
            raise Invalid
        actor, work = await current_actor(self, RIGHT), await self.get_state(WorkState)
        self.words = one_line(words, MAX_WORDS_CHARS)
        if not self.words:
            self.found = list(work.get_value("others"))
            return
        wanted = Filters(q=self.words)
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            rows, _ = await queries.page(
                session, actor, wanted, Sort(), limit=FOUND + 1, cursor="", now=clock.now()
            )
        self.found = [own_view(workflow, row) for row in rows if row.order_no != work.order_no][:FOUND]

    @rx.event
    @access(RIGHT)
    async def take(self, order_no: str) -> EventSpec | None:
        """Link the open ticket to this one, or let it go on there."""
        number(order_no)
        told = await _do(self, _merging(order_no) if self.mode == "merge" else _linking(order_no))
        self.is_open = told is not None
        return told

    @rx.event
    @access(RIGHT)
    async def unlink(self, order_no: str) -> EventSpec | None:
        """Say that the two don't belong together."""
        number(order_no)

        async def act(session, actor, own, *, at, **_more):
            await actions.unlink(session, actor, own, order_no, at=at)

        return await _do(self, act)

    @rx.event
    @access(RIGHT)
    async def add_tag(self, form: dict[str, object]) -> EventSpec | None:
        """One tag more."""
        word = form.get("tag") if isinstance(form, dict) else None
        if not isinstance(word, str) or len(word) > MAX_TAG_CHARS * 2:
            raise Invalid(fields={"tag": "required"})
        tags = (await self.get_state(WorkState)).get_value("about").tags
        return await _do(self, _tagging([*tags, word]))

    @rx.event
    @access(RIGHT)
    async def remove_tag(self, tag: str) -> EventSpec | None:
        """One tag less."""
        tags = (await self.get_state(WorkState)).get_value("about").tags
        return await _do(self, _tagging([one for one in tags if one != tag]))


Act = Callable[..., Awaitable[object]]


async def _do(state: rx.State, act: Act) -> EventSpec | None:
    """To the open ticket, as it was seen; then it is read anew."""
    actor, work = await current_actor(state, RIGHT), await state.get_state(WorkState)
    told, seen = None, work.get_value("about").version
    try:
        async with use(Database).transaction() as session:
            hours = await workforce.hours(session, use(Settings).app.timezone)
            await act(session, actor, work.order_no, version=seen, hours=hours, at=clock.now())
    except AppError as error:
        told = await refused(state, error)
    await reread(work, actor)
    return told


def _linking(order_no: str) -> Act:
    async def act(session, actor, own, *, at, **_more):
        await actions.link(session, actor, own, order_no, at=at)

    return act


def _merging(order_no: str) -> Act:
    async def act(session, actor, own, *, version, hours, at):
        await actions.merge(session, actor, own, order_no, version=version, hours=hours, at=at)

    return act


def _tagging(tags: list[str]) -> Act:
    async def act(session, actor, own, *, version, at, **_more):
        await actions.tag(session, actor, own, tags, version=version, at=at)

    return act
