"""What the desk needs of the browser: waits that run, keys, a tone for new work, a pulse."""

import reflex as rx
from reflex.vars import Var

from aics_app.desk.ui.lists import DeskState
from aics_app.desk.ui.shapes import CaseView
from aics_app.ui.components.waits import waited
from aics_app.ui.connection import is_away
from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels

BEATS_EVERY_S = 20
LONG_S, LATE_S = 120, 300
"""Who waits in the queue for longer is shown in another colour, with another sign."""


class DraftMark(Local):
    """Says that something is written in this conversation and not sent."""

    library = "$/public/desk.js"
    tag = "DraftMark"
    conversation: Var[str]
    label: Var[str]


class DeskKeys(Local):
    """Invisible; the keys of the desk."""

    library = "$/public/desk.js"
    tag = "DeskKeys"


class Arrows(Local):
    """Buttons that the arrow keys go through."""

    library = "$/public/desk.js"
    tag = "Arrows"
    label: Var[str]
    testid: Var[str]


class AtWidth(Local):
    """Its children, while the desk's lists and the open chat stand in each other's place, or while not."""

    library = "$/public/desk.js"
    tag = "AtWidth"
    narrow: Var[bool]


class Alerts(Local):
    """A tone and a number in the title for new work, and the switch that mutes it."""

    library = "$/public/away.js"
    tag = "Alerts"
    loaded: Var[bool]
    waiting: Var[int]
    newest: Var[int]
    mine: Var[list[CaseView]]
    open: Var[str]
    online: Var[bool]
    labels: Var[dict[str, str]]


class Looking(Local):
    """Invisible; calls `on_look(visible)` when the page comes into sight or goes out of it."""

    library = "$/public/away.js"
    tag = "Looking"
    on_look: rx.EventHandler[lambda visible: [visible]]


class Pulse(Local):
    """Invisible; calls `on_beat` every so many seconds, in the background as well, and rests while `away`."""

    library = "$/public/away.js"
    tag = "Pulse"
    seconds: Var[int]
    away: Var[bool]
    on_beat: rx.EventHandler[rx.event.no_args_event_spec]


def waited_in_line(since: Var[str]) -> rx.Component:
    """Since somebody asked for a person."""
    return waited(since, long_s=LONG_S, late_s=LATE_S)


def waited_for_answer(since: Var[str]) -> rx.Component:
    """Since a customer's word is unanswered: late is when he is soon given to somebody else."""
    patience = DeskState.figures.patience_s.to(int)
    return waited(since, long_s=patience * 2 // 5, late_s=patience * 4 // 5)


def alerts(open_id: Var[str]) -> rx.Component:
    """For the chat that is open; new people in line count for who is online."""
    words = labels(
        mute=t("desk.mute"),
        sounding=t("desk.sounding"),
        muted=t("desk.muted"),
        page=t("desk.title"),
    )
    return Alerts.create(
        loaded=DeskState.loaded,
        waiting=DeskState.figures.waiting,
        newest=DeskState.figures.newest,
        mine=DeskState.mine,
        open=open_id,
        online=DeskState.presence == "online",
        labels=words,
    )


def pulse() -> rx.Component:
    """The agent is there as long as his machine is awake; once his data is back he is heard at once."""
    return Pulse.create(seconds=BEATS_EVERY_S, away=is_away, on_beat=DeskState.beat)
