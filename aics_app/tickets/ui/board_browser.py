"""What the board and the ticket's page need of the browser."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.ui.board_shapes import ClockView
from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels

_LIBRARY = "$/public/board.js"


class BoardHands(Local):
    """Invisible; cards are dragged, and carried by keys."""

    library = _LIBRARY
    tag = "BoardHands"
    settled: Var[int]
    moved: Var[str]
    on_move: rx.EventHandler[lambda order_no, status, version: [order_no, status, version]]
    on_menu: rx.EventHandler[lambda order_no, status, version: [order_no, status, version]]


class Listed(Local):
    """Invisible; remembers in which order the tickets are shown."""

    library = _LIBRARY
    tag = "Listed"
    numbers: Var[list[str]]


class TicketKeys(Local):
    """Invisible; the keys of a ticket's page. `on_step(order_no)` goes to another one."""

    library = _LIBRARY
    tag = "TicketKeys"
    order_no: Var[str]
    on_step: rx.EventHandler[lambda order_no: [order_no]]


class DueIn(Local):
    """How long until a promise is due, running down."""

    library = _LIBRARY
    tag = "DueIn"
    due_at: Var[str]
    left_s: Var[int]
    met: Var[bool]
    breached: Var[bool]
    name: Var[str]
    labels: Var[dict[str, str]]


def due_in(clock: Var[ClockView] | ClockView) -> rx.Component:
    """A promise as colour, icon and words."""
    left = {name: t(f"board.due_{name}", time="{time}") for name in ("calm", "soon", "late", "stands")}
    plain = {name: t(f"board.due_{name}") for name in ("met", "missed", "used")}
    units = {name: t(f"board.unit_{name}") for name in ("days", "hours", "minutes", "seconds")}
    return DueIn.create(
        due_at=clock.due_at,
        left_s=clock.left_s,
        met=clock.met,
        breached=clock.breached,
        name=clock.kind,
        labels=labels(**left, **plain, **units),
    )
