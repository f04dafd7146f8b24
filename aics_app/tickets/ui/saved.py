"""A person's own views of the board: filters and order under a name."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

import reflex as rx
from reflex.event import EventSpec
from reflex.vars import Var

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.tickets import actions, queries
from aics_app.tickets.rules.filters import Sort
from aics_app.tickets.ui.board import BoardState
from aics_app.tickets.ui.board_shapes import filters_of
from aics_app.tickets.ui.reading import RIGHT, count, refused
from aics_app.ui.access import access
from aics_app.ui.i18n import t

MAX_NAME_CHARS = 60


@dataclass
class ViewItem:
    """One of one's own."""

    id: int
    name: str
    address: str


class ViewsState(rx.State):
    """One's own views, in the order in which they were saved."""

    views: list[ViewItem] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def load(self) -> None:
        """Read them."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            found = await queries.saved_views(session, actor)
        self.views = [ViewItem(one.id or 0, one.name, one.address) for one in found]

    @rx.event
    @access(RIGHT)
    def take(self, view_id: int) -> EventSpec:
        """Show what it stands for."""
        count(view_id)
        found = next((one for one in self.get_value("views") if one.id == view_id), None)
        if found is None:
            raise Invalid(fields={"view": "choice"})
        return BoardState.follow(dict(parse_qsl(found.address)))

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, object]) -> EventSpec | None:
        """Keep what is shown now under a name; the same name again means this."""
        name = form.get("name")
        if not isinstance(name, str) or len(name) > MAX_NAME_CHARS * 2:
            raise Invalid(fields={"name": "required"})
        actor, wanted = (
            await current_actor(self, RIGHT),
            (await self.get_state(BoardState)).get_value("wanted"),
        )
        try:
            async with use(Database).transaction() as session:
                await actions.save_view(
                    session, actor, name, filters_of(wanted), Sort.of(wanted.sort), at=clock.now()
                )
        except AppError as error:
            return await refused(self, error)
        return ViewsState.load()

    @rx.event
    @access(RIGHT)
    async def forget(self, view_id: int) -> EventSpec:
        """Keep it no longer."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.delete_view(session, actor, count(view_id))
        return ViewsState.load()


def saved_views() -> rx.Component:
    """A button that opens them, with a field for a new one."""
    opener = rx.el.button(
        rx.icon("bookmark", size=14),
        t("board.views"),
        type="button",
        class_name="chip",
        data_testid="board-views",
    )
    adder = rx.el.form(
        rx.el.input(
            name="name",
            max_length=MAX_NAME_CHARS,
            required=True,
            placeholder=t("board.view_name"),
            aria_label=t("board.view_name"),
            auto_complete="off",
            class_name="customer-tag-field",
            data_testid="board-view-name",
        ),
        rx.button(t("board.save"), type="submit", size="1", data_testid="board-view-save"),
        on_submit=ViewsState.save,
        reset_on_submit=True,
        class_name="customer-tag-form",
    )
    none = rx.el.p(t("board.views_none"), class_name="board-fine")
    listed = rx.el.ul(rx.foreach(ViewsState.views, _view), class_name="board-views")
    return rx.popover.root(
        rx.popover.trigger(opener),
        rx.popover.content(
            rx.cond(ViewsState.views, listed, none),
            adder,
            width="280px",
            size="1",
            custom_attrs={"aria-label": t("board.views")},
        ),
    )


def _view(one: Var[ViewItem]) -> rx.Component:
    return rx.el.li(
        rx.popover.close(
            rx.el.button(
                one.name,
                type="button",
                class_name="board-view",
                on_click=ViewsState.take(one.id),
                data_testid="board-view-use",
            )
        ),
        rx.el.button(
            rx.icon("x", size=14),
            type="button",
            class_name="desk-tool",
            aria_label=t("board.view_forget", name=one.name),
            on_click=ViewsState.forget(one.id),
            data_testid="board-view-forget",
        ),
        key=one.id.to_string(),
    )
