"""Times as people read them; the exact one is in the tooltip."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import Lang, t
from aics_app.ui.local import Local


class RelativeTime(Local):
    """How long ago, kept true while the page is open."""

    library = "$/public/time.js"
    tag = "RelativeTime"
    value: Var[str]
    locale: Var[str]
    just_now: Var[str]


class ClockTime(Local):
    """The time of day in the viewer's zone."""

    library = "$/public/time.js"
    tag = "ClockTime"
    value: Var[str]
    locale: Var[str]


class Moment(Local):
    """The day and the time of day in the viewer's zone."""

    library = "$/public/time.js"
    tag = "Moment"
    value: Var[str]
    locale: Var[str]


def relative_time(value: str | Var[str], **props: object) -> rx.Component:
    """`value` is an RFC 3339 instant; shows "3 min ago", or the date after a week, or nothing if empty."""
    return RelativeTime.create(value=value, locale=Lang.code, just_now=t("time.just_now"), **props)


def clock_time(value: str | Var[str], **props: object) -> rx.Component:
    """`value` is an RFC 3339 instant; shows "10:41", or nothing if empty."""
    return ClockTime.create(value=value, locale=Lang.code, **props)


def moment(value: str | Var[str], **props: object) -> rx.Component:
    """`value` is an RFC 3339 instant; shows "Mon 3 Mar, 15:30", "3 Mar 2025, 15:30", or nothing if empty."""
    return Moment.create(value=value, locale=Lang.code, **props)
