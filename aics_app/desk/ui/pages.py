"""The desk: who waits and whom one has, the open conversation, and what is known of its customer."""

import reflex as rx

from aics_app.accounts.ui.frame import page_frame
from aics_app.desk.ui.browser import DeskKeys, Looking, pulse, waited_for_answer, waited_in_line
from aics_app.desk.ui.context import context, context_button
from aics_app.desk.ui.folding import channel, earlier_button, folded, newest_button
from aics_app.desk.ui.footer import footer
from aics_app.desk.ui.hearing import is_typing
from aics_app.desk.ui.log import line
from aics_app.desk.ui.parts import lists
from aics_app.desk.ui.shapes import LineView
from aics_app.desk.ui.talking import TalkState
from aics_app.desk.ui.ways import ways
from aics_app.desk.ui.writing import WritingState
from aics_app.ui import routes
from aics_app.ui.components import (
    empty_state,
    message_log,
    page_header,
    page_link,
    status_badge,
)
from aics_app.ui.i18n import t
from aics_app.ui.markdown import gaps


def desk_page() -> rx.Component:
    """Where agents work."""
    open_one = TalkState.conversation_id != ""
    return page_frame(
        t("desk.title"),
        rx.box(
            rx.el.aside(
                lists(),
                class_name="desk-lists",
                aria_label=t("desk.lists"),
            ),
            rx.box(_talk(), class_name="desk-talk"),
            rx.cond(
                open_one, rx.el.aside(context(), class_name="desk-context", aria_label=t("desk.context"))
            ),
            class_name=rx.cond(open_one, "desk desk-open", "desk"),
        ),
        pulse(),
        DeskKeys.create(),
        Looking.create(on_look=TalkState.look),
        gaps(TalkState.pull),
        active="desk",
        full_bleed=True,
    )


def _talk() -> rx.Component:
    return rx.cond(
        TalkState.missing,
        empty_state("message-circle-off", t("desk.missing"), t("desk.missing_text")),
        rx.cond(TalkState.conversation_id, _open(), _nothing_open()),
    )


def _nothing_open() -> rx.Component:
    return rx.box(
        empty_state("inbox", t("desk.none_open"), t("desk.none_open_text")), class_name="chat-middle"
    )


def _open() -> rx.Component:
    back = page_link(
        rx.icon("arrow-left", size=18), href=routes.DESK, class_name="desk-back", aria_label=t("desk.back")
    )
    return rx.fragment(
        page_header(TalkState.about.customer, _meta(), before=back, action=_actions()),
        message_log(
            folded(),
            rx.cond(TalkState.before.until == 0, earlier_button()),
            rx.foreach(TalkState.lines, _after_the_fold),
            newest_button(),
            is_typing(),
            label=t("desk.log"),
            pin_key=f"{TalkState.conversation_id}:{WritingState.accepted}:{TalkState.returns}",
            testid="desk-log",
        ),
        footer(),
    )


def _after_the_fold(one: LineView) -> rx.Component:
    return rx.cond(one.id >= TalkState.before.until, line(one), rx.fragment())


def _meta() -> rx.Component:
    """Who speaks, where from, what about, and how long the customer has waited."""
    return rx.box(_standing(), channel(), _waits(), class_name="desk-meta", data_testid="desk-meta")


def _actions() -> rx.Component:
    return rx.box(context_button(), ways(), class_name="desk-actions")


def _standing() -> rx.Component:
    return rx.match(
        TalkState.about.standing,
        ("mine", status_badge(t("desk.standing_mine"), icon="user-check", color="jade")),
        ("queued", status_badge(t("desk.standing_queued"), icon="hourglass", color="amber")),
        (
            "others",
            status_badge(t("desk.standing_others", agent=TalkState.about.agent), icon="users", color="blue"),
        ),
        ("over", status_badge(t("desk.standing_over"), icon="circle-check", color="gray")),
        status_badge(t("desk.standing_ai"), icon="sparkles", color="jade"),
    )


def _waits() -> rx.Component:
    about = TalkState.about
    waits = rx.cond(about.standing == "queued", waited_in_line(about.since), waited_for_answer(about.since))
    return rx.cond(about.since, waits)
