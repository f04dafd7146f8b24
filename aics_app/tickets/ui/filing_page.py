"""The page of a new ticket."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.frame import page_frame
from aics_app.accounts.ui.states import SessionState
from aics_app.tickets.models import MAX_CONTENT_CHARS, MAX_TITLE_CHARS
from aics_app.tickets.ui.filing import FilingState
from aics_app.tickets.ui.shapes import Start
from aics_app.ui import routes
from aics_app.ui.components import link_button, notice, skeleton_rows
from aics_app.ui.composer import file_labels
from aics_app.ui.connection import is_offline
from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local, labels

_WORDS = (
    "form",
    "title",
    "title_hint",
    "content",
    "content_hint",
    "summing",
    "category",
    "category_none",
    "priority",
    "files",
    "files_hint",
    "submit",
    "uploading",
    "offline",
    "late",
)
_FAULTS = ("required", "too_long", "choice", "too_many", "invalid")


class FilingForm(Local):
    """Keeps what is typed, and files it once."""

    library = "$/public/filing.js"
    tag = "FilingForm"
    on_file: rx.EventHandler[lambda filing, client_id: [filing, client_id]]
    topics: Var[list]
    priorities: Var[list]
    start: Var[Start]
    faults: Var[dict[str, str]]
    accepted: Var[str]
    refused: Var[str]
    draft_key: Var[str]
    offline: Var[bool]
    locale: Var[str]
    limits: Var[dict[str, int]]
    labels: Var[dict[str, str]]
    file_labels: Var[dict[str, str]]


def filing_page() -> rx.Component:
    """Everybody's; `FilingState.open` loads it."""
    return page_frame(
        t("ticket.new_title"),
        rx.box(
            rx.cond(
                FilingState.session_id,
                rx.box(notice(t("ticket.from_chat")), padding_bottom="var(--space-4)"),
            ),
            rx.cond(FilingState.loaded, _form(), skeleton_rows(5, "64px")),
            class_name="filing-column",
        ),
        action=link_button(t("ticket.all"), routes.TICKETS, icon="list", variant="soft", size="2"),
        active="tickets",
    )


def _form() -> rx.Component:
    words = {name: t(f"ticket.{name}") for name in _WORDS}
    words |= {f"fault_{name}": t(f"ticket.fault_{name}") for name in _FAULTS}
    # The script puts these in.
    words["promise"] = t("ticket.promise", reply="{reply}", resolve="{resolve}")
    words["over"] = t("ticket.over", count="{count}")
    return FilingForm.create(
        on_file=FilingState.file,
        topics=FilingState.topics,
        priorities=FilingState.priorities,
        start=FilingState.start,
        faults=FilingState.faults,
        accepted=FilingState.accepted,
        refused=FilingState.refused,
        draft_key="filing:" + SessionState.user_id.to_string() + ":" + FilingState.session_id,
        offline=is_offline,
        locale=Lang.code,
        limits={"title": MAX_TITLE_CHARS, "content": MAX_CONTENT_CHARS},
        labels=labels(**words),
        file_labels=file_labels(),
    )
