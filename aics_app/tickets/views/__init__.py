"""Tickets as they leave the house: on lists, and one whole."""

from aics_app.tickets.views.cards import cards, clock_views
from aics_app.tickets.views.pages import history, page, post
from aics_app.tickets.views.shapes import (
    ClockView,
    LinkView,
    PersonView,
    PostView,
    StepView,
    TicketCard,
    TicketPage,
    WayView,
)

__all__ = [
    "ClockView",
    "LinkView",
    "PersonView",
    "PostView",
    "StepView",
    "TicketCard",
    "TicketPage",
    "WayView",
    "cards",
    "clock_views",
    "history",
    "page",
    "post",
]
