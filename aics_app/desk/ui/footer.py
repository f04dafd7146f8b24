"""Below the log: where its agent writes, and where others may take it or leave a note."""

import reflex as rx

from aics_app.desk.ui.browser import AtWidth
from aics_app.desk.ui.hearing import HearingState
from aics_app.desk.ui.helping import help_desk
from aics_app.desk.ui.lists import DeskState
from aics_app.desk.ui.talking import TalkState
from aics_app.desk.ui.writing import WritingState
from aics_app.ui.canned import canned_menu
from aics_app.ui.composer import composer
from aics_app.ui.every import every
from aics_app.ui.i18n import t

REPLY_LIMIT = 10_000
LOOKS_EVERY_S = 10


def footer() -> rx.Component:
    """As the open chat stands: to take, to answer, or to note."""
    is_mine = TalkState.about.standing == "mine"
    take = rx.fragment(
        AtWidth.create(_take("desk-take"), narrow=True),
        AtWidth.create(_take("desk-take-open"), narrow=False),
    )
    return rx.box(
        rx.cond(TalkState.about.standing == "queued", rx.center(take)),
        rx.cond(is_mine, _modes()),
        rx.cond(
            is_mine & (WritingState.mode == "reply"),
            _reply(),
            _box(WritingState.write_note, "desk.note_placeholder", "note"),
        ),
        class_name="chat-footer",
    )


def _take(testid: str) -> rx.Component:
    """The one `desk-take` where the list, with one in each row, is not in sight."""
    return rx.button(
        rx.icon("hand", size=16),
        t("desk.take"),
        size="3",
        on_click=DeskState.take(TalkState.about.handoff_id),
        data_testid=testid,
        data_desk_take="open",
    )


def _modes() -> rx.Component:
    def mode(name: str, icon: str) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=14),
            t(f"desk.mode_{name}"),
            type="button",
            class_name="chip",
            aria_pressed=rx.cond(WritingState.mode == name, "true", "false"),
            on_click=WritingState.set_mode(name),
            data_testid=f"desk-{name}",
        )

    return rx.box(mode("reply", "message-square"), mode("note", "sticky-note"), class_name="desk-modes")


def _reply() -> rx.Component:
    """The box of a reply, with what helps to write one."""
    draft_key = "desk-reply:" + TalkState.conversation_id
    return rx.fragment(
        rx.box(every(LOOKS_EVERY_S, WritingState.look_for_model), on_mount=WritingState.look_for_model),
        _box(
            WritingState.say,
            "desk.reply_placeholder",
            "reply",
            help_desk(draft_key),
            canned_menu(draft_key, "session_id=" + TalkState.conversation_id),
            on_typing=HearingState.tell_typing,
        ),
    )


def _box(
    on_send: object, placeholder: str, kind: str, *above: rx.Component, on_typing: object = None
) -> rx.Component:
    return rx.box(
        *above,
        composer(
            on_send,
            TalkState.pull,
            streaming=False,
            accepted=WritingState.accepted,
            refused=WritingState.refused,
            draft_key=f"desk-{kind}:" + TalkState.conversation_id,
            limit=REPLY_LIMIT,
            placeholder=t(placeholder),
            testids=("desk-input", "desk-send"),
            on_typing=on_typing,
            attach=True,
        ),
        class_name=f"desk-{kind}-box",
    )
