"""Who has the ticket, and to whom it can be given."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.ui.moving_shapes import Colleague
from aics_app.tickets.ui.words import presence
from aics_app.tickets.ui.working import WorkState
from aics_app.ui.components import avatar
from aics_app.ui.i18n import t


def assign_menu() -> rx.Component:
    """Oneself, nobody, or a colleague with how he is there and how many tickets he has."""
    about = WorkState.about
    now = rx.cond(
        about.handler,
        rx.fragment(avatar(about.handler, size="1"), about.handler),
        rx.fragment(rx.icon("user-x", size=16), t("board.nobody")),
    )
    opener = rx.button(
        now,
        rx.icon("chevron-down", size=14),
        variant="soft",
        color_scheme="gray",
        disabled=~about.may_work | about.is_resolved,
        title=t("board.assign"),
        data_testid="board-assign",
        data_handler=about.handler_id.to_string(),
    )
    nobody = rx.menu.item(
        rx.icon("user-x", size=14),
        t("board.nobody"),
        on_select=WorkState.assign(0),
        data_testid="board-assign-nobody",
    )
    return rx.menu.root(
        rx.menu.trigger(opener),
        rx.menu.content(
            rx.foreach(WorkState.choices.people, _person), rx.cond(about.handler, nobody), max_height="60vh"
        ),
        modal=False,
    )


def _person(one: Var[Colleague]) -> rx.Component:
    return rx.menu.item(
        rx.cond(one.is_me, t("board.me_name", name=one.name), one.name),
        presence(one.status),
        rx.el.span(t("board.in_hand", count=one.load.to_string()), class_name="board-fine"),
        on_select=WorkState.assign(one.id),
        data_testid="board-assign-to",
        data_user=one.id.to_string(),
    )
