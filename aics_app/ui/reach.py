"""Whether our data can be reached; while it can't, the page says so, and tries again by itself."""

import asyncio

import reflex as rx
from reflex.event import EventCallback
from reflex.state import BaseState, OnLoadInternalState

from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import DatabaseUnavailable
from aics_app.ui.access import PUBLIC, access

TRY_S = 2.0
"""A try ends before the page's next one, so that they never queue up before what people do."""


class ReachState(rx.State):
    """`away`: the database did not answer an event of this page, and no try since."""

    away: bool = False

    @rx.event
    @access(PUBLIC)
    async def try_again(self) -> EventCallback[()] | None:
        """Once the database answers, read the page anew. Raises `DatabaseUnavailable`."""
        if not self.away:
            return None
        try:
            async with asyncio.timeout(TRY_S):
                await use(Database).ping()
        except TimeoutError as error:
            raise DatabaseUnavailable from error
        self.away = False
        return OnLoadInternalState.on_load_internal


async def note_away(state: BaseState) -> None:
    """This page's data can't be reached. Only under the lock of the page's state."""
    reach = await state.get_state(ReachState)
    if not reach.away:
        reach.away = True
