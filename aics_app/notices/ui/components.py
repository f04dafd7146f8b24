"""The bell, its list, and the switch on the profile page."""

from string import Formatter

import reflex as rx
from reflex.vars import Var

from aics_app.notices.ui.states import MailsState, NoticesState
from aics_app.notices.views import NoticeCard
from aics_app.ui.components import section, skeleton_rows
from aics_app.ui.components.links import page_link
from aics_app.ui.components.times import relative_time
from aics_app.ui.every import every
from aics_app.ui.i18n import CATALOGUES, Lang, t

LOOKS_EVERY_S = 60
MANY = 99


def bell() -> rx.Component:
    """How many notices are unread; pressed, what they say. For the frame of whoever is signed in."""
    listed = rx.popover.root(
        rx.popover.trigger(_button()),
        rx.popover.content(
            rx.flex(
                rx.heading(t("notices.title"), size="3", as_="h2"),
                rx.cond(NoticesState.unread > 0, _read_all()),
                justify="between",
                align="center",
                min_height="var(--space-6)",
            ),
            rx.cond(
                NoticesState.is_read_in,
                rx.cond(NoticesState.items.length() > 0, _list(), _none()),
                skeleton_rows(3),
            ),
            class_name="notices",
            side="right",
            align="start",
            collision_padding=8,
            custom_attrs={"aria-label": t("notices.title")},
            data_testid="notices-list",
        ),
        open=NoticesState.is_open,
        on_open_change=NoticesState.turn,
    )
    # Also after a break in the connection, when this process no longer knows the page.
    return rx.fragment(listed, every(LOOKS_EVERY_S, NoticesState.load))


def _button() -> rx.Component:
    count = NoticesState.unread
    return rx.el.button(
        rx.icon("bell", size=20),
        rx.el.span(t("notices.title")),
        rx.cond(
            count > 0,
            rx.el.span(
                rx.cond(count > MANY, f"{MANY}+", count.to_string()),
                class_name="notices-count",
                aria_hidden="true",
                data_testid="notices-count",
            ),
        ),
        type="button",
        class_name="rail-item notices-bell",
        aria_label=t("notices.open", count=count.to_string()),
        on_mount=NoticesState.load,
        data_testid="notices",
    )


def _read_all() -> rx.Component:
    return rx.button(
        rx.icon("check-check", size=16),
        t("notices.read_all"),
        variant="ghost",
        size="2",
        margin="0",
        on_click=NoticesState.read_all,
        data_testid="notices-read-all",
    )


def _none() -> rx.Component:
    return rx.flex(
        rx.icon("bell-off", size=24, color="var(--gray-9)"),
        rx.text(t("notices.none"), weight="medium"),
        rx.text(t("notices.none_text"), size="2", color_scheme="gray", align="center"),
        direction="column",
        align="center",
        gap="var(--space-2)",
        padding_block="var(--space-5)",
    )


def _list() -> rx.Component:
    return rx.el.ul(rx.foreach(NoticesState.items, _notice), class_name="notices-list")


def _notice(one: Var[NoticeCard]) -> rx.Component:
    mark = rx.cond(
        one.is_read,
        rx.icon("check", size=14, color="var(--gray-9)"),
        rx.fragment(
            rx.icon("circle-dot", size=14, color="var(--accent-11)"),
            rx.el.span(t("notices.unread")),
        ),
    )
    return rx.el.li(
        page_link(
            rx.el.span(_words(one), class_name="notice-words"),
            rx.el.span(mark, relative_time(one.at), class_name="notice-foot"),
            href=one.link,
            on_click=NoticesState.read(one.id),
            class_name=rx.cond(one.is_read, "notice", "notice is-new"),
            data_testid="notice",
            data_kind=one.kind,
        )
    )


def _words(one: Var[NoticeCard]) -> Var[str]:
    """What happened, in the reader's language; the title alone where a page is older."""
    known = {"number": one.number, "title": one.title, "detail": rx.cond(Lang.code == "en", one.en, one.zh)}
    kinds = [key for key in CATALOGUES["en"] if key.startswith("notice.ticket_")]
    cases = [(key.removeprefix("notice."), t(key, **_wanted(key, known))) for key in kinds]
    return rx.match(one.kind, *cases, one.title)


def _wanted(key: str, known: dict[str, Var]) -> dict[str, Var]:
    names = {name for _, name, _, _ in Formatter().parse(CATALOGUES["en"][key]) if name}
    return {name: value for name, value in known.items() if name in names}


def mail_choice() -> rx.Component:
    """A section of the profile page."""
    return section(
        t("notices.mails"),
        rx.el.label(
            rx.switch(checked=MailsState.wanted, on_change=MailsState.choose, data_testid="profile-mails"),
            rx.text(t("notices.mails_on"), as_="span"),
            class_name="switch-row",
        ),
        text=t("notices.mails_text"),
    )
