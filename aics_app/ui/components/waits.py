"""Waits that run while they are looked at, by the server's clock."""

import reflex as rx
from reflex.vars import Var

from aics_app.ui.i18n import t
from aics_app.ui.local import Local, labels


class ServerClock(Local):
    """Invisible; tells the waits what time it is on the server."""

    library = "$/public/desk.js"
    tag = "ServerClock"
    now: Var[str]


class Waited(Local):
    """How long somebody waits, running."""

    library = "$/public/desk.js"
    tag = "Waited"
    since: Var[str]
    long_s: Var[int]
    late_s: Var[int]
    labels: Var[dict[str, str]]


def server_clock(now: Var[str]) -> rx.Component:
    """`now` is an RFC 3339 instant; once on a page that shows waits."""
    return ServerClock.create(now=now)


def waited(since: Var[str], *, long_s: int | Var[int], late_s: int | Var[int]) -> rx.Component:
    """`since` is an RFC 3339 instant; a long and a late one have another colour and another sign."""
    words = labels(calm=t("desk.waits"), long=t("desk.waits_long"), late=t("desk.waits_late"))
    return Waited.create(since=since, long_s=long_s, late_s=late_s, labels=words)
