"""The outer shell of the server: what every request and socket passes before any feature sees it."""

import time
from collections.abc import Callable
from pathlib import Path

from starlette.types import ASGIApp

from aics_app.edge.arrival import Arrival, new_id
from aics_app.edge.bodies import Bodies
from aics_app.edge.dress import Dress
from aics_app.edge.gate import Gate
from aics_app.edge.policy import page_policy
from aics_app.edge.sockets import Sockets
from aics_app.settings import Settings

__all__ = ["around"]


def around(
    settings: Settings,
    *,
    pages: Path,
    monotonic: Callable[[], float] = time.monotonic,
    make_id: Callable[[], str] = new_id,
    current: Callable[[], Settings] | None = None,
) -> Callable[[ASGIApp], ASGIApp]:
    """The shell for these settings and built pages: a function that puts it around an ASGI app.

    `current` gives the settings that may change at run time; without it, none do.
    """
    policy = page_policy(pages)

    def wrap(app: ASGIApp) -> ASGIApp:
        app = Bodies(
            app,
            settings.app.locale,
            lambda: (current() if current else settings).file.max_request_size,
        )
        app = Gate(app, settings.app, monotonic)
        app = Sockets(app, settings.app, monotonic)
        return Arrival(Dress(app, policy), settings.app, make_id)

    return wrap
