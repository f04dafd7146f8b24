"""The page frame around a signed-in person; every screen of every feature stands in it."""

import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.ui.frame import frame


def page_frame(
    title: str | Var[str],
    *body: rx.Component,
    beside: rx.Component | None = None,
    action: rx.Component | None = None,
    active: str = "",
    full_bleed: bool = False,
) -> rx.Component:
    """A page: `active` is a name in `ui.nav.ENTRIES`, `action` the page's one main action.

    `beside` belongs to the title. With `full_bleed` the body fills the page and brings its own `page_header`.
    """
    return frame(
        SessionState, title, *body, beside=beside, action=action, active=active, full_bleed=full_bleed
    )
