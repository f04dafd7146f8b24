"""What the left pane is made of."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.lists import DeskState
from aics_app.desk.ui.shapes import CaseView
from aics_app.desk.ui.talking import TalkState
from aics_app.ui import routes
from aics_app.ui.components import page_link, relative_time, status_badge
from aics_app.ui.i18n import t

PRESENCES = {
    "online": ("circle-check", "jade"),
    "busy": ("circle-minus", "red"),
    "away": ("clock", "amber"),
    "offline": ("circle-off", "gray"),
}


def presence_switch() -> rx.Component:
    """How one is there, and how much one has; only who is online is given work by itself."""
    load = t("desk.load", count=DeskState.mine.length().to_string(), capacity=DeskState.capacity.to_string())
    return rx.box(_presence(), rx.el.span(load, class_name="desk-load"), class_name="desk-presence-row")


def _presence() -> rx.Component:
    items = (
        rx.menu.item(_present(name), on_select=DeskState.choose(name), data_testid=f"desk-presence-{name}")
        for name in PRESENCES
    )
    now = rx.match(
        DeskState.presence,
        *((name, _present(name)) for name in PRESENCES),
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
    return rx.menu.root(rx.menu.trigger(opener), rx.menu.content(*items))


def _present(name: str) -> rx.Component:
    icon, color = PRESENCES[name]
    return rx.fragment(rx.icon(icon, size=14, color=f"var(--{color}-11)"), t(f"presence.{name}"))


def case_list(
    title: Var[str], cases: Var[list[CaseView]], testid: str, nothing: Var[str], *, take: bool = False
) -> rx.Component:
    """Chats under a heading with their number."""
    return rx.el.section(
        rx.el.h2(
            title, rx.el.span(cases.length().to_string(), class_name="desk-count"), class_name="desk-heading"
        ),
        rx.cond(
            cases,
            rx.el.ul(rx.foreach(cases, lambda case: _case(case, testid, take=take)), class_name="desk-list"),
            rx.el.p(nothing, class_name="desk-nothing"),
        ),
    )


def _case(case: CaseView, testid: str, *, take: bool) -> rx.Component:
    button = rx.button(
        t("desk.take"), size="1", on_click=DeskState.take(case.handoff_id), data_testid="desk-take"
    )
    return rx.el.li(
        page_link(
            rx.box(
                rx.el.span(case.customer, class_name="history-name"),
                rx.cond(case.since, relative_time(case.since, class_name="desk-since")),
                class_name="history-row",
            ),
            rx.box(
                rx.cond(case.urgent, status_badge(t("desk.urgent"), icon="flame", color="red")),
                rx.el.span(case.preview, class_name="history-preview"),
                class_name="history-row",
            ),
            href=routes.desk(case.conversation_id),
            class_name="history-entry",
            aria_current=rx.cond(case.conversation_id == TalkState.conversation_id, "page", "false"),
            data_testid=testid,
        ),
        button if take else rx.fragment(),
        key=case.handoff_id.to_string(),
    )
