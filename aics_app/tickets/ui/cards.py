"""Tickets as cards and rows."""

from collections.abc import Mapping

from aics_app.accounts.models import Actor
from aics_app.tickets import views
from aics_app.tickets.models import Clock, Ticket
from aics_app.tickets.queries import COUNTED, Column
from aics_app.tickets.rules.listed import ListedTicket
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.ui.board_shapes import CardView, ClockView, ColumnView
from aics_app.tickets.ui.moving_shapes import priority_view, status_view, topic_view, ways_of


def column_view(
    workflow: Workflow, actor: Actor, column: Column, cards: Mapping[str, views.TicketCard]
) -> ColumnView:
    """A status with its cards."""
    count = f"{COUNTED}+" if column.count >= COUNTED else str(column.count)
    shown = [
        card_view(workflow, actor, ticket, cards[ticket.order_no])
        for ticket in column.tickets
        if ticket.order_no in cards
    ]
    return ColumnView(status_view(workflow, column.status), count, shown, column.count > len(shown))


def card_view(
    workflow: Workflow, actor: Actor, ticket: Ticket | ListedTicket, card: views.TicketCard
) -> CardView:
    """A ticket, with where this viewer may carry it."""
    ways = ways_of(workflow, ticket, actor)
    return CardView(
        order_no=card.number,
        title=card.title,
        status=status_view(workflow, card.status, card.status_category),
        priority=priority_view(workflow, card.priority),
        topic=topic_view(workflow, card.category),
        customer=card.customer.name,
        handler=card.handler.name if card.handler else "",
        handler_id=card.handler.id if card.handler else 0,
        created_at=card.created_at.isoformat(),
        updated_at=card.updated_at.isoformat(),
        ways=" ".join(way.target for way in ways),
        version=card.version,
        clock=next_clock(card.clocks),
        tags=list(card.tags),
    )


def next_clock(clocks: Mapping[str, views.ClockView]) -> ClockView:
    """The promise that has to be kept next: a first word, then the solution; none of a kept one."""
    for kind in (Clock.REPLY, Clock.RESOLVE):
        if (one := clocks.get(kind)) and not one.is_met:
            return clock_view(one)
    return ClockView()


def clock_view(one: views.ClockView) -> ClockView:
    """As the page counts it down."""
    due = one.due_at.isoformat() if one.due_at else ""
    return ClockView(one.kind, due, one.left_s if one.is_paused else -1, one.is_met, one.is_breached)
