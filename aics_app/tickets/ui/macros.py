"""Several acts under one name, carried out on the open ticket."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec
from reflex.vars import Var

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.settings import Settings
from aics_app.tickets import actions, queries
from aics_app.tickets.actions import Known
from aics_app.tickets.ui.reading import RIGHT, count, refused
from aics_app.tickets.ui.working import WorkState, reread
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.i18n import t
from aics_app.workforce import queries as workforce


@dataclass
class MacroItem:
    """One that the viewer may use."""

    id: int
    name: str
    is_own: bool


class MacroState(rx.State):
    """Everybody's and one's own."""

    macros: list[MacroItem] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def load(self) -> None:
        """Read which there are."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            found = await queries.macros(session, actor)
        self.macros = [MacroItem(one.id or 0, one.name, one.owner_id is not None) for one in found]

    @rx.event
    @access(RIGHT)
    async def run(self, macro_id: int) -> EventSpec | None:
        """Carry out all of its acts, or none."""
        actor, work = await current_actor(self, RIGHT), await self.get_state(WorkState)
        told, settings = None, use(Settings)
        try:
            async with use(Database).transaction() as session:
                hours = await workforce.hours(session, settings.app.timezone)
                await actions.run_macro(
                    session,
                    actor,
                    work.order_no,
                    count(macro_id),
                    version=work.get_value("about").version,
                    known=Known(settings.company),
                    hours=hours,
                    at=clock.now(),
                )
        except AppError as error:
            told = await refused(self, error)
        await reread(work, actor)
        return told


def macro_menu() -> rx.Component:
    """Those that one may use, and the way to where they are made."""
    opener = rx.button(
        rx.icon("wand-sparkles", size=16),
        t("board.macros"),
        rx.icon("chevron-down", size=14),
        variant="soft",
        color_scheme="gray",
        data_testid="ticket-macros",
    )
    manage = rx.menu.item(
        rx.icon("settings-2", size=14),
        t("macros.manage"),
        on_select=rx.redirect(routes.MACROS),
        data_testid="ticket-macros-manage",
    )
    content = rx.menu.content(
        rx.foreach(MacroState.macros, _item),
        rx.cond(MacroState.macros, rx.menu.separator()),
        manage,
        max_height="60vh",
    )
    return rx.cond(WorkState.about.may_work, rx.menu.root(rx.menu.trigger(opener), content, modal=False))


def _item(one: Var[MacroItem]) -> rx.Component:
    return rx.menu.item(
        rx.cond(one.is_own, rx.icon("user", size=14), rx.icon("users", size=14)),
        one.name,
        on_select=MacroState.run(one.id),
        data_testid="ticket-macro",
    )
