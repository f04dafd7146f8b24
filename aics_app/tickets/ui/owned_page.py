"""The page of the customer's own tickets."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.tickets.ui.owned import OwnTicketsState
from aics_app.tickets.ui.shapes import OwnRow
from aics_app.tickets.ui.standing import named, next_step, standing_badge
from aics_app.ui import routes
from aics_app.ui.components import (
    empty_state,
    error_state,
    link_button,
    more_button,
    page_link,
    relative_time,
    search_box,
    skeleton_rows,
)
from aics_app.ui.i18n import t
from aics_app.ui.local import Local

LAST = (
    "TicketFiled",
    "answered",
    "said",
    "TicketMoved",
    "TicketAssigned",
    "TicketRated",
    "TicketMergedInto",
)


class Unseen(Local):
    """Says so when this browser has not shown this version of the ticket yet."""

    library = "$/public/following.js"
    tag = "Unseen"
    number: Var[str]
    version: Var[int]
    label: Var[str]


def own_tickets_page() -> rx.Component:
    """Everybody's own; `OwnTicketsState.open` loads it."""
    new = rx.button(
        page_link(
            rx.icon("plus", size=18), t("ticket.new"), href=routes.TICKET_NEW, data_testid="ticket-new"
        ),
        as_child=True,
        size="2",
    )
    return page_frame(
        t("ticket.all"), rx.box(_content(), class_name="own-tickets"), action=new, active="tickets"
    )


def _content() -> rx.Component:
    start = link_button(t("ticket.new"), routes.TICKET_NEW, icon="plus", size="2")
    nothing = rx.cond(
        OwnTicketsState.text,
        empty_state("search-x", t("ticket.none_found"), t("ticket.none_found_text")),
        empty_state("ticket", t("ticket.empty"), t("ticket.empty_text"), start),
    )
    failed = error_state(t("ticket.failed"), t("ticket.failed_text"), retry=OwnTicketsState.reload)
    search = search_box(
        OwnTicketsState.text, OwnTicketsState.search, placeholder=t("ticket.search"), testid="ticket-search"
    )
    listed = rx.fragment(
        rx.el.ul(
            rx.foreach(OwnTicketsState.rows, _row),
            class_name="own-list",
            aria_label=t("ticket.all"),
            role="list",
        ),
        more_button(OwnTicketsState.next_cursor, OwnTicketsState.show_more, ~OwnTicketsState.loaded),
    )
    has_some = OwnTicketsState.rows | (OwnTicketsState.text != "")
    return rx.fragment(
        rx.cond(has_some, rx.box(search, max_width="420px", padding_bottom="var(--space-4)", role="search")),
        rx.cond(
            OwnTicketsState.failed,
            failed,
            rx.cond(
                OwnTicketsState.rows,
                listed,
                rx.cond(OwnTicketsState.loaded, nothing, skeleton_rows(5, "84px")),
            ),
        ),
    )


def _row(row: OwnRow) -> rx.Component:
    words = ((name, t(f"ticket.last_{name}")) for name in LAST)
    last = rx.cond(
        row.last == "TicketMoved",
        t("ticket.moved_to", status=named(row.status)),
        rx.match(row.last, *words, ""),
    )
    head = rx.box(
        page_link(row.title, href=routes.ticket(row.number), class_name="own-title"),
        Unseen.create(number=row.number, version=row.version, label=t("ticket.unseen")),
        class_name="own-head",
    )
    facts = rx.box(
        rx.el.span(row.number, class_name="ticket-number"),
        rx.cond(row.topic.word, rx.el.span(named(row.topic))),
        rx.cond(row.handler, rx.el.span(rx.icon("user-round", size=12), row.handler)),
        rx.el.span(last, " · ", relative_time(row.at)),
        class_name="own-facts",
    )
    return rx.el.li(
        rx.box(head, standing_badge(row.standing, row.status), class_name="own-top"),
        rx.cond(row.standing != "resolved", next_step(row.step, row.by, row.late)),
        facts,
        class_name="own-row",
        key=row.number,
        data_testid="ticket-row",
        data_order_no=row.number,
    )
