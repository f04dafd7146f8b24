"""How an answer ended, when not well: customers and staff are told the same."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t

FAILURES = (
    "model_timeout",
    "model_busy",
    "model_unavailable",
    "model_failed",
    "database_unavailable",
    "reply_interrupted",
    "person_speaks",
)


def end_note(state: Var[str], error: Var[str], *ways: rx.Component) -> rx.Component:
    """Under an answer that failed or was stopped; with `ways` to go on from there."""
    texts = {code: t(f"chat.failed_{code}") for code in FAILURES}
    if not ways:
        texts["reply_interrupted"] = t("chat.interrupted")
    why = rx.match(error, *texts.items(), t("chat.failed"))
    word = rx.cond((state == "stopped") & (error == ""), t("chat.stopped"), why)
    icon = rx.cond(state == "failed", rx.icon("triangle-alert", size=14), rx.icon("circle-stop", size=14))
    note = rx.box(
        icon, rx.el.span(word), *ways, class_name="said-extras", role="status", data_testid="chat-end-note"
    )
    return rx.cond((state == "stopped") | (state == "failed"), note)
