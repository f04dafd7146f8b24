"""One conversation whole, to be read: who said what, on which sources, who had it and how it ended."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.chat.models import TransferReason
from aics_app.handoff.models import Disposition, Status
from aics_app.stats.ui.found import LineView, PassageView, TicketLine, WaitView
from aics_app.stats.ui.talk import TalkReadingState
from aics_app.tickets.ui.words import status
from aics_app.ui import routes
from aics_app.ui.components import (
    ai_avatar,
    avatar,
    empty_state,
    end_note,
    error_state,
    file_list,
    link_button,
    moment,
    note_line,
    page_link,
    skeleton_rows,
    status_badge,
    system_line,
)
from aics_app.ui.i18n import t
from aics_app.ui.markdown import markdown


def talk_page() -> rx.Component:
    """`TalkReadingState.open` loads it. Nothing in it can be changed."""
    back = link_button(
        t("finding.back"), routes.ADMIN_CONVERSATIONS, icon="arrow-left", variant="soft", size="2"
    )
    missing = empty_state("search-x", t("finding.missing"), t("finding.missing_text"), back)
    failed = error_state(t("finding.failed"), t("finding.failed_text"), retry=TalkReadingState.open)
    state = TalkReadingState
    return page_frame(
        rx.cond(state.shown.id, state.shown.row.customer, t("finding.one")),
        rx.cond(
            state.failed,
            failed,
            rx.cond(state.missing, missing, rx.cond(state.shown.id, _whole(), skeleton_rows(6))),
        ),
        action=back,
        active="conversations",
    )


def _whole() -> rx.Component:
    shown = TalkReadingState.shown
    earlier = rx.button(
        rx.icon("arrow-up", size=16),
        t("finding.earlier"),
        variant="soft",
        color_scheme="gray",
        on_click=TalkReadingState.show_earlier,
        data_testid="finding-earlier",
    )
    log = rx.box(
        rx.foreach(shown.lines, _line),
        role="log",
        aria_label=t("finding.log"),
        tab_index=0,
        class_name="talk-log",
        data_testid="finding-log",
    )
    facts = rx.box(
        rx.cond(shown.waits.length() > 0, _waits(shown.waits)),
        rx.cond(shown.tickets.length() > 0, _tickets(shown.tickets)),
        class_name="talk-facts",
    )
    return rx.box(
        rx.box(
            rx.el.p(shown.row.title, class_name="talk-title", dir="auto"),
            rx.cond(shown.has_earlier, rx.flex(earlier, justify="center", padding_y="var(--space-3)")),
            log,
            min_width="0",
        ),
        rx.cond((shown.waits.length() > 0) | (shown.tickets.length() > 0), facts),
        class_name="talk-read",
        data_testid="finding-talk",
    )


def _tickets(tickets: Var[list[TicketLine]]) -> rx.Component:
    return rx.fragment(
        rx.el.h2(t("finding.tickets"), class_name="record-heading"),
        rx.el.ul(rx.foreach(tickets, _ticket), class_name="record-steps", data_testid="finding-tickets"),
    )


def _ticket(one: TicketLine) -> rx.Component:
    way = page_link(one.title, href=one.href, class_name="record-link")
    return rx.el.li(
        rx.cond(one.href, way, rx.el.span(one.title, dir="auto")),
        status(one.status),
        rx.el.span(one.number, class_name="record-fine"),
        class_name="record-step",
        key=one.number,
    )


def _waits(waits: Var[list[WaitView]]) -> rx.Component:
    return rx.fragment(
        rx.el.h2(t("finding.handoffs"), class_name="record-heading"),
        rx.el.ul(rx.foreach(waits, _wait), class_name="record-steps", data_testid="finding-handoffs"),
    )


def _wait(one: WaitView) -> rx.Component:
    statuses = ((str(name), t(f"handoffs.status_{name}")) for name in Status)
    reasons = ((str(name), t(f"reason.{name}")) for name in TransferReason)
    ends = ((str(name), t(f"disposition.{name}")) for name in Disposition)
    return rx.el.li(
        rx.el.strong(rx.match(one.status, *statuses, one.status)),
        rx.el.span(rx.match(one.reason, *reasons, one.reason), class_name="record-fine"),
        rx.cond(one.agent, rx.el.span(rx.icon("headset", size=12), one.agent, class_name="record-fine")),
        rx.cond(
            one.disposition,
            rx.el.span(rx.match(one.disposition, *ends, one.disposition), class_name="record-fine"),
        ),
        rx.cond(
            one.score > 0,
            rx.el.span(
                rx.icon("star", size=12),
                t("handoff.score", score=one.score.to_string()),
                class_name="record-fine",
            ),
        ),
        rx.cond(one.note, rx.el.span(one.note, class_name="record-fine", dir="auto")),
        rx.cond(one.comment, rx.el.span(one.comment, class_name="record-fine", dir="auto")),
        moment(one.at, class_name="record-fine"),
        class_name="record-step",
        key=one.id.to_string(),
    )


def _line(one: LineView) -> rx.Component:
    written = rx.match(
        one.sender,
        ("note", note_line(one, moment(one.at), testid="finding-note")),
        ("system", system_line(one, moment(one.at))),
        _said(one),
    )
    return rx.fragment(written, key=one.id.to_string())


def _said(one: LineView) -> rx.Component:
    face = rx.match(
        one.sender, ("ai", ai_avatar()), ("agent", avatar(one.name, color="orange")), avatar(one.name)
    )
    name = rx.cond(one.sender == "ai", t("chat.ai_name"), one.name)
    return rx.box(
        face,
        rx.box(
            rx.box(rx.el.strong(name), moment(one.at), class_name="said-by"),
            markdown(one.text),
            file_list(one.files),
            end_note(one.state, one.error),
            rx.cond(one.passages.length() > 0, _sources(one)),
            _verdict(one),
            min_width="0",
        ),
        class_name="said",
        data_testid="chat-message",
        data_sender=one.sender,
        data_state=one.state,
    )


def _sources(one: LineView) -> rx.Component:
    def passage(source: PassageView) -> rx.Component:
        return rx.el.li(rx.el.strong(source.title), rx.el.p(source.passage, dir="auto"))

    return rx.el.details(
        rx.el.summary(t("chat.sources")),
        rx.el.ul(rx.foreach(one.passages, passage)),
        class_name="record-fine",
        data_testid="finding-sources",
    )


def _verdict(one: LineView) -> rx.Component:
    return rx.match(
        one.judged,
        ("yes", status_badge(t("finding.helpful_yes"), icon="thumbs-up", color="jade")),
        ("no", status_badge(t("finding.helpful_no"), icon="thumbs-down", color="amber")),
        rx.fragment(),
    )
