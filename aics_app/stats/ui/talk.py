"""One conversation, to be read by who may look through all of them."""

import re

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.chat import actions as chat
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, NotFound
from aics_app.stats.ui.finding import RIGHT
from aics_app.stats.ui.found import TalkView, read_talk
from aics_app.ui import routes
from aics_app.ui.access import access

_IN_PATH = re.compile(re.escape(routes.ADMIN_CONVERSATIONS) + r"/([0-9a-z]{1,32})/?")


class TalkReadingState(rx.State):
    """What was said, or its last part. `missing`: there is none, or it is not the viewer's to see."""

    shown: TalkView = TalkView()
    loaded: bool = False
    missing: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the one that the address names. May run again at any time; that somebody looked is kept."""
        actor = await current_actor(self, RIGHT)
        found = _IN_PATH.fullmatch(self.router.url.path)
        if found is None or found[1] != self.shown.id:
            self.shown, self.loaded = TalkView(), False
        self.missing = self.failed = False
        try:
            self.shown = await read_talk(actor, found[1] if found else "")
            async with use(Database).transaction() as session:
                await chat.note_look(session, actor, self.shown.id, clock.now())
        except NotFound:
            self.shown, self.missing = TalkView(), True
        except AppError:
            self.shown, self.failed = TalkView(), True
            raise
        finally:
            self.loaded = True

    @rx.event
    @access(RIGHT)
    async def show_earlier(self) -> None:
        """Add what was said before."""
        actor = await current_actor(self, RIGHT)
        if self.shown.lines and self.shown.has_earlier:
            earlier = await read_talk(actor, self.shown.id, before=self.shown.lines[0].id)
            earlier.lines = [*earlier.lines, *self.shown.lines]
            self.shown = earlier
