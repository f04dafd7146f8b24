"""At the side: tags, tickets that belong together, and the window in which another one is looked for."""

import reflex as rx
from reflex.vars import Var

from aics_app.tickets.models import MAX_TAG_CHARS
from aics_app.tickets.ui.relating import RelateState
from aics_app.tickets.ui.words import status
from aics_app.tickets.ui.working import WorkState
from aics_app.tickets.ui.working_shapes import OtherView
from aics_app.ui import routes
from aics_app.ui.components import confirm, dialog, page_link, search_box
from aics_app.ui.i18n import t

KINDS = ("related", "merged_into", "merged_from")


def tags() -> rx.Component:
    """Each with its way out, and the field for another one."""
    adder = rx.el.form(
        rx.el.input(
            name="tag",
            placeholder=t("board.tag_add"),
            aria_label=t("board.tag_add"),
            max_length=MAX_TAG_CHARS,
            required=True,
            auto_complete="off",
            class_name="customer-tag-field",
            data_testid="ticket-tag-input",
        ),
        rx.icon_button(
            rx.icon("plus", size=14),
            type="submit",
            size="1",
            variant="soft",
            color_scheme="gray",
            aria_label=t("board.tag_add"),
        ),
        on_submit=RelateState.add_tag,
        reset_on_submit=True,
        class_name="customer-tag-form",
    )
    about = WorkState.about
    return rx.fragment(
        rx.cond(about.tags, rx.el.ul(rx.foreach(about.tags, _tag), class_name="customer-tags")),
        rx.cond(about.may_work, adder),
    )


def _tag(tag: Var[str]) -> rx.Component:
    remover = rx.el.button(
        rx.icon("x", size=12),
        type="button",
        aria_label=t("board.tag_remove", tag=tag),
        on_click=RelateState.remove_tag(tag),
        data_testid="ticket-tag-remove",
    )
    return rx.el.li(
        rx.el.span(tag), rx.cond(WorkState.about.may_work, remover), data_testid="ticket-tag", key=tag
    )


def links() -> rx.Component:
    """What belongs to it, and the buttons for more."""
    listed = rx.el.ul(rx.foreach(WorkState.links, _linked), class_name="board-others")
    buttons = rx.flex(_opener("link", "link"), _opener("merge", "merge"), gap="var(--space-2)", wrap="wrap")
    return rx.fragment(
        rx.cond(WorkState.links, listed), rx.cond(WorkState.about.may_work, buttons), _window()
    )


def _opener(mode: str, icon: str) -> rx.Component:
    return rx.button(
        rx.icon(icon, size=14),
        t(f"board.{mode}"),
        size="1",
        variant="soft",
        color_scheme="gray",
        on_click=RelateState.open(mode),
        data_testid=f"ticket-{mode}",
    )


def _linked(one: Var[OtherView]) -> rx.Component:
    kind = rx.match(one.kind, *((name, t(f"board.link_{name}")) for name in KINDS), "")
    remover = rx.el.button(
        rx.icon("x", size=12),
        type="button",
        class_name="desk-tool",
        aria_label=t("board.unlink", number=one.order_no),
        on_click=RelateState.unlink(one.order_no),
        data_testid="ticket-unlink",
    )
    head = rx.box(
        rx.el.span(kind, class_name="board-fine"),
        rx.cond((one.kind == "related") & WorkState.about.may_work, remover),
        class_name="board-line",
    )
    return rx.el.li(head, other(one), key=one.order_no, data_testid="ticket-linked", data_kind=one.kind)


def other(one: Var[OtherView]) -> rx.Component:
    """A link to another ticket, with where it stands."""
    return page_link(*_words(one), href=routes.board(one.order_no), class_name="board-other")


def _words(one: Var[OtherView]) -> tuple[rx.Component, ...]:
    score = rx.el.span(rx.icon("star", size=12), one.score.to_string(), class_name="board-fine")
    return (
        rx.el.span(one.title, class_name="board-title"),
        rx.el.span(
            rx.el.span(one.order_no, class_name="board-no"),
            status(one.status),
            rx.cond(one.score, score),
            class_name="board-line",
        ),
    )


def _window() -> rx.Component:
    is_merge = RelateState.mode == "merge"
    search = search_box(
        RelateState.words, RelateState.find, placeholder=t("board.search"), testid="ticket-relate-search"
    )
    nothing = rx.el.p(t("board.none_found"), class_name="board-fine")
    return dialog(
        rx.cond(is_merge, t("board.merge_title"), t("board.link_title")),
        search,
        rx.cond(
            RelateState.found,
            rx.el.ul(
                # By its number: what is asked about one must not go when the list around it changes.
                rx.foreach(
                    RelateState.found,
                    lambda one: rx.fragment(rx.cond(is_merge, _merger(one), _linker(one)), key=one.order_no),
                ),
                class_name="board-others board-found",
            ),
            nothing,
        ),
        text=rx.cond(is_merge, t("board.merge_text"), t("board.link_text")),
        open=RelateState.is_open,
        on_open_change=RelateState.set_open,
    )


def _found(one: Var[OtherView], **props: object) -> rx.Component:
    return rx.el.button(
        *_words(one),
        type="button",
        class_name="board-other",
        data_testid="ticket-relate-to",
        data_order_no=one.order_no,
        **props,
    )


def _linker(one: Var[OtherView]) -> rx.Component:
    return rx.el.li(_found(one, on_click=RelateState.take(one.order_no)), key=one.order_no)


def _merger(one: Var[OtherView]) -> rx.Component:
    """Can't be undone, so it is asked."""
    asked = confirm(
        t("board.merge_title"),
        t("board.merge_sure", title=one.title, number=one.order_no),
        trigger=_found(one),
        action=t("board.merge"),
        on_confirm=RelateState.take(one.order_no),
        color="amber",
        testid="ticket-merge-confirm",
    )
    return rx.el.li(asked, key=one.order_no)
