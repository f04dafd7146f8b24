"""Beside the thread: facts that can be changed, what belongs to it, and all that happened."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.tickets.ui.board_browser import due_in
from aics_app.tickets.ui.history import history
from aics_app.tickets.ui.relating_parts import links, other, tags
from aics_app.tickets.ui.words import said
from aics_app.tickets.ui.working import WorkState
from aics_app.ui.components import avatar, page_link, relative_time
from aics_app.ui.i18n import t
from aics_app.ui.ways import way_to_talk

NONE = "none"
NEXT = ("answer", "solution", "customer", "rating", "nothing", "elsewhere")


def side() -> rx.Component:
    """From who it is about to how it came about."""
    return rx.fragment(
        _customer(),
        _next(),
        _facts(),
        part(t("board.field_tags"), tags(), testid="ticket-tags"),
        _links(),
        _others(),
        history(),
    )


def part(title: Var[str], *body: rx.Component, testid: str) -> rx.Component:
    """One part of the side, under its heading."""
    return rx.el.section(
        rx.el.h2(title, class_name="board-part-title"), *body, class_name="board-part", data_testid=testid
    )


def _customer() -> rx.Component:
    about = WorkState.about
    way = way_to_talk(about.session_id, SessionState.permissions)
    talk = page_link(
        rx.icon("messages-square", size=14),
        t("board.conversation"),
        href=way,
        class_name="record-link",
        data_testid="ticket-conversation",
    )
    return rx.box(
        avatar(about.customer, about.face),
        rx.box(
            rx.el.strong(about.customer), rx.cond((about.session_id != "") & (way != ""), talk), min_width="0"
        ),
        class_name="desk-who",
    )


def _next() -> rx.Component:
    """What is waited for, and by when."""
    about = WorkState.about
    words = rx.match(about.next, *((name, t(f"board.next_{name}")) for name in NEXT), "")
    return part(
        t("board.next"),
        rx.el.p(words, class_name="board-next"),
        rx.foreach(about.clocks, _clock),
        testid="ticket-next",
    )


def _clock(one: Var) -> rx.Component:
    name = rx.cond(one.kind == "reply", t("board.clock_reply"), t("board.clock_resolve"))
    return rx.box(
        rx.el.span(name, class_name="board-fine"), due_in(one), class_name="board-clock", data_kind=one.kind
    )


def _facts() -> rx.Component:
    about, choices = WorkState.about, WorkState.choices
    return part(
        t("board.facts"),
        _choice("priority", about.priority.word, _words(choices.priorities)),
        _choice("category", about.topic.word, _words(choices.topics), optional=True),
        _choice(
            "team",
            about.team,
            rx.foreach(choices.teams, lambda one: rx.select.item(one, value=one)),
            optional=True,
            unknown=about.team,
        ),
        rx.el.dl(
            _fact("created", relative_time(about.created_at)),
            _fact("updated", relative_time(about.updated_at)),
            rx.cond(about.resolved_at, _fact("resolved", relative_time(about.resolved_at))),
            rx.cond(about.reopened, _fact("reopened", about.reopened.to_string())),
            rx.cond(about.score, _fact("score", _score())),
            class_name="record-facts",
        ),
        testid="ticket-facts",
    )


def _score() -> rx.Component:
    about = WorkState.about
    return rx.fragment(
        rx.icon("star", size=12),
        " ",
        about.score.to_string(),
        rx.cond(about.comment, " · " + about.comment, ""),
    )


def _fact(name: str, value: rx.Component | Var) -> rx.Component:
    return rx.fragment(rx.el.dt(t(f"board.fact_{name}")), rx.el.dd(value))


def _words(options: Var) -> rx.Component:
    return rx.foreach(options, lambda one: rx.select.item(said(one), value=one.word))


def _choice(
    name: str,
    value: Var[str],
    options: rx.Component,
    *,
    optional: bool = False,
    unknown: Var[str] | None = None,
) -> rx.Component:
    """A field that can be changed; one without a value stands on "none"."""
    none = rx.select.item(t(f"board.no_{name}"), value=NONE) if optional else rx.fragment()
    known = WorkState.choices.teams.contains(value)
    stray = rx.cond(unknown & ~known, rx.select.item(value, value=value)) if unknown is not None else None
    return rx.box(
        rx.el.span(t(f"board.column_{name}"), class_name="field-label", id=f"ticket-{name}-label"),
        rx.select.root(
            rx.select.trigger(
                aria_labelledby=f"ticket-{name}-label", width="100%", data_testid=f"ticket-set-{name}"
            ),
            rx.select.content(none, *([stray] if stray is not None else []), options),
            value=rx.cond(value, value, NONE),
            on_change=lambda chosen: WorkState.set_field(name, rx.cond(chosen == NONE, "", chosen)),
            disabled=~WorkState.about.may_work,
        ),
        class_name="field",
    )


def _links() -> rx.Component:
    return part(t("board.links"), links(), testid="ticket-links")


def _others() -> rx.Component:
    return rx.cond(
        WorkState.others,
        part(
            t("board.others"),
            rx.el.ul(
                rx.foreach(
                    WorkState.others,
                    lambda one: rx.el.li(other(one), key=one.order_no, data_testid="ticket-other"),
                ),
                class_name="board-others",
            ),
            testid="ticket-others",
        ),
    )
