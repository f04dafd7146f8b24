"""Answers as Markdown, finished or still being written."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels

PACKAGES = ["react-markdown@10.1.0", "remark-gfm@4.0.1"]

Text = str | Var[str]


class Markdown(Local):
    """Markdown without HTML or pictures; links only to http, https, mailto or this site."""

    library = "$/public/markdown.js"
    tag = "Markdown"
    lib_dependencies: list[str] = PACKAGES
    text: Var[str]
    labels: Var[dict[str, str]]


class LiveMarkdown(Local):
    """Markdown that grows with the pieces sent to it."""

    library = "$/public/markdown.js"
    tag = "LiveMarkdown"
    lib_dependencies: list[str] = PACKAGES
    message_id: Var[str]
    text: Var[str]
    live: Var[bool]
    labels: Var[dict[str, str]]


class Gaps(Local):
    """Hears of pieces that never came."""

    library = "$/public/live.js"
    tag = "Gaps"
    on_gap: rx.EventHandler[rx.event.no_args_event_spec]


def gaps(on_gap: object) -> rx.Component:
    """Calls `on_gap` when a live text lacks a piece: read it anew from the server."""
    return Gaps.create(on_gap=on_gap)


def markdown(text: Text, **props: object) -> rx.Component:
    """A finished text."""
    return Markdown.create(text=text, labels=_labels(), **props)


def live_markdown(message_id: Text | Var[int], text: Text, live: bool | Var[bool] = True) -> rx.Component:
    """A text that grows by `append_live` events while `live`; afterwards `text` alone counts.

    A piece that doesn't join what is known raises the DOM event `aics:gap`, which `gaps` hears.
    """
    return LiveMarkdown.create(message_id=message_id, text=text, live=live, labels=_labels())


def append_live(message_id: int | str, offset: int, text: str) -> rx.event.EventSpec:
    """The event that appends `text` at `offset` (code points from the start) to a live message."""
    return rx.set_value("live", [message_id, offset, text])


def _labels() -> Var:
    return labels(copy=t("ui.copy"), copied=t("ui.copied"), table=t("ui.table"))
