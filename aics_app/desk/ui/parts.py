"""What the left pane is made of."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.browser import DraftMark, alerts, waited_for_answer, waited_in_line
from aics_app.desk.ui.keys import desk_keys
from aics_app.desk.ui.lists import DeskState
from aics_app.desk.ui.shapes import CaseView
from aics_app.desk.ui.talking import TalkState
from aics_app.ui import routes
from aics_app.ui.components import (
    page_link,
    preview,
    relative_time,
    search_box,
    skeleton_rows,
    status_badge,
)
from aics_app.ui.components.waits import server_clock
from aics_app.ui.i18n import t

PRESENCES = {
    "online": ("circle-check", "jade"),
    "busy": ("circle-minus", "red"),
    "away": ("clock", "amber"),
    "offline": ("circle-off", "gray"),
}
SEARCH_FROM = 8


def lists() -> rx.Component:
    """How one is there; below who waits, one's own chats and those of colleagues, or what was searched."""
    figures = DeskState.figures
    many = figures.waiting + figures.others + DeskState.mine.length() >= SEARCH_FROM
    return rx.fragment(
        server_clock(figures.read_at),
        presence_switch(),
        rx.cond(
            many | (DeskState.words != ""),
            search_box(DeskState.words, DeskState.find, placeholder=t("desk.search"), testid="desk-search"),
        ),
        rx.cond(
            DeskState.loaded,
            rx.box(rx.cond(DeskState.words, _found(), _lists()), class_name="desk-cases"),
            skeleton_rows(4),
        ),
    )


def presence_switch() -> rx.Component:
    """How one is there, and how much one has; only who is online is given work by itself."""
    load = t(
        "desk.load",
        count=DeskState.mine.length().to_string(),
        capacity=DeskState.figures.capacity.to_string(),
    )
    return rx.box(
        _presence(),
        rx.el.span(load, class_name="desk-load", data_testid="desk-load"),
        rx.box(alerts(TalkState.conversation_id), desk_keys(), class_name="desk-tools"),
        class_name="desk-presence-row",
    )


def _presence() -> rx.Component:
    items = (
        rx.menu.item(present(name), on_select=DeskState.choose(name), data_testid=f"desk-presence-{name}")
        for name in PRESENCES
    )
    now = rx.match(
        DeskState.presence,
        *((name, present(name)) for name in PRESENCES),
        rx.el.span(t("presence.unknown")),
    )
    opener = rx.button(
        now,
        rx.icon("chevron-down", size=14),
        variant="soft",
        color_scheme="gray",
        aria_label=t("presence.label"),
        data_testid="desk-presence",
        data_status=DeskState.presence,
    )
    since = rx.text(
        t("presence.since"),
        " ",
        relative_time(DeskState.figures.since),
        size="1",
        color_scheme="gray",
        padding="1",
    )
    return rx.menu.root(
        rx.menu.trigger(opener), rx.menu.content(rx.cond(DeskState.figures.since, since), *items)
    )


def present(name: str) -> rx.Component:
    """A presence as colour, icon and word."""
    icon, color = PRESENCES[name]
    return rx.fragment(rx.icon(icon, size=14, color=f"var(--{color}-11)"), t(f"presence.{name}"))


def _lists() -> rx.Component:
    figures = DeskState.figures
    rest = figures.waiting > DeskState.waiting.length()
    more = rx.button(
        t("desk.show_all", count=figures.waiting.to_string()),
        variant="ghost",
        color_scheme="gray",
        size="1",
        on_click=DeskState.show("all", True),
        data_testid="desk-show-all",
    )
    return rx.fragment(
        _section(
            t("desk.waiting"),
            figures.waiting,
            _rows(DeskState.waiting, _waiting_row, t("desk.nobody_waits")),
            rx.cond(rest, more),
            testid="desk-waiting",
        ),
        _section(
            t("desk.mine"),
            DeskState.mine.length(),
            _rows(DeskState.mine, _own_row, t("desk.nobody_mine")),
            testid="desk-mine",
        ),
        _others(),
    )


def _section(title: Var[str], count: Var[int], *body: rx.Component, testid: str) -> rx.Component:
    heading = rx.el.h2(
        title,
        rx.el.span(count.to_string(), class_name="desk-count", data_testid=f"{testid}-count"),
        class_name="desk-heading",
    )
    return rx.el.section(heading, *body, class_name=f"desk-section {testid}", data_testid=testid)


def _others() -> rx.Component:
    """Folded, and not even read, until somebody wants to see them."""
    icon = rx.cond(
        DeskState.shows_others, rx.icon("chevron-down", size=14), rx.icon("chevron-right", size=14)
    )
    count = rx.el.span(DeskState.figures.others.to_string(), class_name="desk-count")
    opener = rx.el.button(
        icon,
        t("desk.others"),
        count,
        type="button",
        class_name="desk-fold",
        aria_expanded=rx.cond(DeskState.shows_others, "true", "false"),
        on_click=DeskState.show("others", ~DeskState.shows_others),
        data_testid="desk-others",
    )
    return rx.el.section(
        rx.el.h2(opener, class_name="desk-heading"),
        rx.cond(
            DeskState.shows_others,
            _rows(DeskState.others, _others_row, t("desk.nobody_others")),
            rx.fragment(),
        ),
        class_name="desk-section",
    )


def _found() -> rx.Component:
    rows = _rows(DeskState.found, _found_row, t("desk.nothing_found"))
    return _section(t("desk.found"), DeskState.found.length(), rows, testid="desk-found")


def _rows(cases: Var[list[CaseView]], row: object, nothing: Var[str]) -> rx.Component:
    return rx.cond(
        cases,
        rx.el.ul(rx.foreach(cases, row), class_name="desk-list"),
        rx.el.p(nothing, class_name="desk-nothing"),
    )


def _waiting_row(case: CaseView) -> rx.Component:
    return _row(case, _take(case), waited=waited_in_line(case.since), testid="desk-queue-item")


def _own_row(case: CaseView) -> rx.Component:
    return _row(case, waited=_waits_for_answer(case), testid="desk-mine-item", own=True)


def _others_row(case: CaseView) -> rx.Component:
    return _row(case, waited=_waits_for_answer(case), testid="desk-others-item")


def _found_row(case: CaseView) -> rx.Component:
    waits = case.status == "queued"
    waited = rx.cond(waits, waited_in_line(case.since), _waits_for_answer(case))
    return _row(case, rx.cond(waits, _take(case)), waited=waited, testid="desk-found-item")


def _waits_for_answer(case: CaseView) -> rx.Component:
    return rx.cond(case.since, waited_for_answer(case.since))


def _take(case: CaseView) -> rx.Component:
    return rx.button(
        t("desk.take"),
        size="1",
        on_click=DeskState.take(case.handoff_id),
        aria_label=t("desk.take_whom", customer=case.customer),
        data_testid="desk-take",
    )


def _row(
    case: CaseView, *beside: rx.Component, waited: rx.Component, testid: str, own: bool = False
) -> rx.Component:
    is_open = case.conversation_id == TalkState.conversation_id
    has_words = (case.preview != "") | (case.preview_kind != "")
    last = rx.cond(has_words, preview(case.preview, case.preview_kind), case.title)
    said = rx.cond(case.since, last, t("desk.own_words", text=last)) if own else last
    handle = {"data_testid": testid}  # of the row as a whole where something stands beside the link
    link = page_link(
        rx.box(rx.el.span(case.customer, class_name="history-name"), waited, class_name="history-row"),
        rx.box(
            rx.cond(case.urgent, status_badge(t("desk.urgent"), icon="flame", color="red")),
            rx.cond(case.agent, status_badge(case.agent, icon="user", color="blue")),
            DraftMark.create(conversation=case.conversation_id, label=t("desk.draft")),
            rx.el.span(said, class_name="history-preview"),
            rx.cond((case.unread > 0) & ~is_open, _unread(case)),
            class_name="history-row",
        ),
        href=routes.desk(case.conversation_id),
        class_name="history-entry",
        aria_current=rx.cond(is_open, "page", "false"),
        data_desk_row="",
        **({} if beside else handle),
    )
    own_handle = handle if beside else {}
    return rx.el.li(link, *beside, key=case.handoff_id.to_string(), data_desk_item="", **own_handle)


def _unread(case: CaseView) -> rx.Component:
    return rx.el.span(
        case.unread.to_string(),
        rx.el.span(t("desk.unread"), class_name="visually-hidden"),
        class_name="desk-unread",
        data_testid="desk-unread",
    )
