"""The right pane's tickets: what the customer filed before, where it stands, and how it was judged."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec
from reflex.vars import Var

from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import Message
from aics_app.desk.ui.lists import RIGHT
from aics_app.desk.ui.profile import ProfileState
from aics_app.desk.ui.profile_parts import part
from aics_app.tickets import queries
from aics_app.tickets.models import Ticket
from aics_app.tickets.news import topic_of_user
from aics_app.tickets.rules.workflow import Workflow
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.components import page_link, relative_time, status_badge
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang, t

SHOWN = 8
SLOT = "customer-tickets"
KINDS = {
    "open": ("circle-dot", "blue"),
    "paused": ("circle-pause", "amber"),
    "resolved": ("circle-check", "jade"),
}


@dataclass
class TicketView:
    """One of the customer's; `kind` is what its status means, `score` empty without a rating."""

    order_no: str
    title: str
    zh: str
    en: str
    kind: str
    at: str
    score: str


class ProfileTicketsState(rx.State):
    """The tickets of the customer whose profile is shown, the newest first."""

    tickets: list[TicketView] = []  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Read those of whom the profile shows, and hear of changes."""
        actor = await current_actor(self, RIGHT)
        customer_id = (await self.get_state(ProfileState)).customer_id
        hub, token = use(PageHub), self.router.session.client_token
        if not customer_id:
            hub.unwatch(token, SLOT)
            self.tickets = []
            return
        topic = topic_of_user(customer_id)
        if not hub.is_watching(token, topic, SLOT):
            hub.watch(token, topic, actor.session_id, _react, SLOT)
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            found = await queries.of_customer(session, actor, customer_id, limit=SHOWN)
        self.tickets = [_ticket_view(workflow, one) for one in found]


def tickets() -> rx.Component:
    """Links to the board; not there without any."""
    listed = rx.el.ul(rx.foreach(ProfileTicketsState.tickets, _ticket), class_name="customer-past")
    return rx.cond(ProfileTicketsState.tickets, part("customer.tickets", listed, testid="desk-tickets"))


def _ticket(one: Var[TicketView]) -> rx.Component:
    name = rx.cond(Lang.code == "en", one.en, one.zh)
    known = ((kind, status_badge(name, icon=icon, color=color)) for kind, (icon, color) in KINDS.items())
    score = rx.el.span(
        rx.icon("star", size=12), t("customer.score", score=one.score), class_name="customer-end"
    )
    return rx.el.li(
        page_link(
            rx.el.span(one.title, class_name="customer-past-title"),
            rx.el.span(
                rx.match(one.kind, *known, status_badge(name, icon="circle-help")),
                relative_time(one.at),
                rx.cond(one.score, score),
                class_name="customer-fine",
            ),
            href=routes.board(one.order_no),
            data_testid="desk-ticket",
            data_order_no=one.order_no,
        ),
        key=one.order_no,
    )


def _ticket_view(workflow: Workflow, ticket: Ticket) -> TicketView:
    status = workflow.status(ticket.status)
    names = status.names if status else {}
    return TicketView(
        ticket.order_no,
        ticket.title,
        names.get("zh", ticket.status),
        names.get("en", ticket.status),
        ticket.status_category,
        ticket.update_time.isoformat(),
        str(ticket.user_feedback or ""),
    )


def _react(_message: Message) -> EventSpec:
    return ProfileTicketsState.open()
