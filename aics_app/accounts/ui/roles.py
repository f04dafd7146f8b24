"""What each role may, side by side."""

import reflex as rx

from aics_app.accounts.identity import PEOPLE, RIGHTS
from aics_app.accounts.managing import reads
from aics_app.accounts.ui.managing_shapes import RoleCol, role_col
from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub

RIGHT = "roles.manage"
PACE_S = 0.5


class RolesState(rx.State):
    """Every role, those built in first."""

    roles: list[RoleCol] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show them and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        reload, token = RolesState.reload, self.router.session.client_token
        for topic in (RIGHTS, PEOPLE):
            use(PageHub).watch(
                token,
                topic,
                actor.session_id,
                lambda _: reload(),
                f"roles {topic}",
                pace_s=PACE_S,
                lane="roles",
            )
        await self.reload()

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read them anew."""
        actor = await current_actor(self, RIGHT)
        try:
            async with use(Database).reading() as session:
                self.roles = [role_col(role) for role in await reads.roles(session, actor)]
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True
