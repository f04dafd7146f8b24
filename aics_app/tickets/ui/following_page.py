"""The page of one ticket: where it stands, what was said and done, and what its customer can do."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.tickets.models import MAX_CONTENT_CHARS
from aics_app.tickets.ui.following import FollowingState
from aics_app.tickets.ui.shapes import Entry
from aics_app.tickets.ui.solved import after_solution
from aics_app.tickets.ui.standing import named, next_step, standing_badge
from aics_app.ui import routes
from aics_app.ui.components import (
    avatar,
    empty_state,
    file_list,
    link_button,
    moment,
    page_link,
    relative_time,
    skeleton_rows,
)
from aics_app.ui.composer import composer
from aics_app.ui.every import every
from aics_app.ui.i18n import t
from aics_app.ui.local import Local

LOOKS_EVERY_S = 60
VIEW = FollowingState.view


class Seen(Local):
    """Remembers in this browser which version of the ticket was shown."""

    library = "$/public/following.js"
    tag = "Seen"
    number: Var[str]
    version: Var[int]


def following_page() -> rx.Component:
    """The customer's own; `FollowingState.open` loads it."""
    return page_frame(
        rx.cond(VIEW.title, VIEW.title, t("ticket.one")),
        rx.box(
            rx.cond(
                FollowingState.missing,
                _missing(),
                rx.cond(FollowingState.loaded, _ticket(), skeleton_rows(5, "64px")),
            ),
            class_name="filing-column",
        ),
        Seen.create(number=VIEW.number, version=VIEW.version),
        every(LOOKS_EVERY_S, FollowingState.reload),  # should a signal be lost, and for what falls due
        action=link_button(t("ticket.all"), routes.TICKETS, icon="list", variant="soft", size="2"),
        active="tickets",
    )


def _missing() -> rx.Component:
    """The same for a stranger's and for one that never was."""
    back = link_button(t("ticket.all"), routes.TICKETS, icon="list", size="2")
    return rx.box(
        empty_state("ticket-x", t("ticket.missing_title"), t("ticket.missing_text"), back),
        data_testid="ticket-missing",
    )


def _ticket() -> rx.Component:
    return rx.fragment(
        _facts(),
        _next(),
        rx.el.ol(rx.foreach(VIEW.lines, _entry), class_name="way", aria_label=t("ticket.way"), role="list"),
        rx.cond(
            VIEW.merged_into,
            rx.fragment(),
            rx.fragment(
                rx.cond(VIEW.standing == "resolved", after_solution()),
                rx.cond((VIEW.standing != "resolved") | FollowingState.reopening, _answer()),
            ),
        ),
    )


def _facts() -> rx.Component:
    about = rx.cond(VIEW.topic.word, rx.el.span(named(VIEW.topic)))
    handler = rx.cond(
        VIEW.handler,
        rx.el.span(avatar(VIEW.handler, VIEW.face, size="1", color="orange"), VIEW.handler),
        rx.el.span(t("ticket.nobody_yet")),
    )
    chat = page_link(
        rx.icon("messages-square", size=14),
        t("ticket.see_chat"),
        href=routes.chat(VIEW.session_id),
        class_name="way-link",
        data_testid="ticket-chat",
    )
    return rx.box(
        standing_badge(VIEW.standing, VIEW.status),
        rx.el.span(VIEW.number, class_name="ticket-number", data_testid="ticket-number"),
        about,
        rx.el.span(t("ticket.priority"), ": ", named(VIEW.priority)),
        handler,
        rx.cond(VIEW.session_id, chat),
        class_name="ticket-facts",
    )


def _next() -> rx.Component:
    """What happens next and by when; announced when it changes."""
    solution = rx.cond(
        (VIEW.solution_by != "") & (VIEW.step == "answer"),
        rx.el.p(t("ticket.solution_by"), " ", moment(VIEW.solution_by), class_name="next-fine"),
    )
    elsewhere = page_link(
        t("ticket.go_to", order_no=VIEW.merged_into),
        href=routes.ticket(VIEW.merged_into),
        class_name="way-link",
        data_testid="ticket-merged",
    )
    confirm = rx.button(
        rx.icon("circle-check", size=16),
        t("ticket.confirm"),
        variant="soft",
        on_click=FollowingState.confirm,
        data_testid="ticket-confirm",
    )
    return rx.box(
        rx.el.h2(t("ticket.next"), class_name="next-title"),
        rx.box(next_step(VIEW.step, VIEW.by, VIEW.late), solution, role="status"),
        rx.cond(VIEW.merged_into, elsewhere),
        rx.cond(VIEW.confirm_to, confirm),
        class_name="next",
        data_testid="ticket-next",
        custom_attrs={"data-step": VIEW.step},
    )


def _entry(entry: Entry) -> rx.Component:
    is_said = (entry.what == "said") | (entry.what == "filed")
    return rx.el.li(rx.cond(is_said, _said(entry), _event(entry)), key=entry.key)


def _said(entry: Entry) -> rx.Component:
    mine = rx.cond(entry.what == "filed", t("ticket.you_filed"), t("ticket.you"))
    name = rx.cond(entry.is_staff, rx.cond(entry.who, entry.who, t("chat.agent_name")), mine)
    face = rx.cond(
        entry.is_staff,
        avatar(rx.cond(entry.who, entry.who, "·"), entry.avatar, color="orange"),
        avatar(rx.cond(entry.who, entry.who, "·"), entry.avatar),
    )
    return rx.box(
        face,
        rx.box(
            rx.box(rx.el.strong(name), relative_time(entry.at), class_name="said-by"),
            rx.el.p(entry.text, class_name="way-text", dir="auto"),
            file_list(entry.files),
            class_name="way-words",
        ),
        class_name="way-said",
        data_testid="ticket-post",
        custom_attrs={"data-by": rx.cond(entry.is_staff, "staff", "customer")},
    )


def _event(entry: Entry) -> rx.Component:
    taken = rx.cond(entry.who, t("ticket.taken_by", name=entry.who), t("ticket.given_back"))
    words = rx.match(
        entry.what,
        ("TicketMoved", _line("arrow-right", t("ticket.moved_to", status=named(entry.word)))),
        ("TicketAssigned", _line("user-round", taken)),
        ("TicketRated", _line("star", t("ticket.you_rated", score=entry.text))),
        ("TicketMergedInto", _line("git-merge", t("ticket.merged_into", order_no=entry.text))),
        rx.fragment(),
    )
    return rx.box(words, relative_time(entry.at), class_name="way-event", data_testid="ticket-step")


def _line(icon: str, text: rx.Var[str]) -> rx.Component:
    return rx.fragment(rx.icon(icon, size=14), rx.el.span(text))


def _answer() -> rx.Component:
    """One box for answers and for why it is opened again: what is typed outlives the change between them."""
    is_solved = VIEW.standing == "resolved"
    back = rx.button(
        t("ui.cancel"),
        variant="ghost",
        color_scheme="gray",
        on_click=FollowingState.set_reopening(False),
        data_testid="ticket-reopen-cancel",
    )
    why = rx.box(
        rx.el.h2(t("ticket.reopen_why"), class_name="next-title"),
        rx.el.p(t("ticket.reopen_hint"), class_name="next-fine"),
        back,
        class_name="way-why",
        data_testid="ticket-why",
    )
    return rx.box(
        rx.cond(is_solved, why),
        composer(
            FollowingState.send,
            FollowingState.reload,
            streaming=False,
            accepted=FollowingState.accepted,
            refused=FollowingState.refused,
            draft_key="ticket:" + VIEW.number,
            limit=MAX_CONTENT_CHARS,
            placeholder=rx.cond(is_solved, t("ticket.reopen_placeholder"), t("ticket.reply_placeholder")),
            testids=("ticket-reply-input", "ticket-reply-send"),
            attach=True,
        ),
        class_name="way-answer",
    )
