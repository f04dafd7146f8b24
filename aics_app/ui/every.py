"""What happens now and then, as long as it stands on the page, and not while the page's data is away."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.connection import is_away
from aics_app.ui.local import Local


class Every(Local):
    """Invisible; calls while it is there."""

    library = "$/public/frame.js"
    tag = "Every"
    seconds: Var[int]
    on_turn: rx.EventHandler[rx.event.no_args_event_spec]


def every(seconds: int, on_turn: object) -> rx.Component:
    """Calls the event `on_turn` every so many seconds, unless the page is in the background."""
    return rx.cond(is_away, rx.fragment(), Every.create(seconds=seconds, on_turn=on_turn))


class Shown(Local):
    """Invisible; says whether the page is in front of its reader."""

    library = "$/public/frame.js"
    tag = "Shown"
    news: Var[int]
    on_seen: rx.EventHandler[rx.event.no_args_event_spec]
    on_hidden: rx.EventHandler[rx.event.no_args_event_spec]


def shown(news: Var[int], on_seen: object, on_hidden: object) -> rx.Component:
    """Calls `on_seen` when `news` is seen, until this is gone; `on_hidden` once if it can't be yet."""
    return rx.cond(is_away, rx.fragment(), Shown.create(news=news, on_seen=on_seen, on_hidden=on_hidden))
