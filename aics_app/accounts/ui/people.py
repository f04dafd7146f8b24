"""The list of everybody's accounts, by filters that stand in the address."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx
from reflex.event import EventSpec, run_script

from aics_app.accounts.identity import PEOPLE, RIGHTS
from aics_app.accounts.managing import giving, reads
from aics_app.accounts.managing.reads import UserFilter
from aics_app.accounts.models import Actor
from aics_app.accounts.ui.managing_shapes import RoleCol, UserRow, role_col, user_row
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.core.paging import MAX_LIMIT
from aics_app.core.text import one_line
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub

RIGHT = "users.manage"
PAGE = 50
PACE_S = 0.5
ENABLED = {"enabled": True, "disabled": False}


@dataclass
class Wanted:
    """What the list is filtered by; empty is any."""

    q: str = ""
    role: str = ""
    status: str = ""


class UsersState(rx.State):
    """The accounts shown, and how many there are by these filters. `failed`: they could not be read."""

    rows: list[UserRow] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    next_cursor: str = ""
    total: int = 0
    wanted: Wanted = Wanted()
    roles: list[RoleCol] = []  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show what the address asks for, and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        said = self.router.url.query_parameters
        self.wanted = _wanted({name: str(said.get(name, "")) for name in ("q", "role", "status")})
        reload, token = UsersState.reload, self.router.session.client_token
        for topic in (RIGHTS, PEOPLE):
            use(PageHub).watch(
                token,
                topic,
                actor.session_id,
                lambda _: reload(),
                f"users {topic}",
                pace_s=PACE_S,
                lane="users",
            )
        await self._read(actor, anew=True)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Read again as many as are shown."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, name: str, value: str) -> EventSpec:
        """Filter by one thing more, or by it no longer."""
        actor = await current_actor(self, RIGHT)
        if name not in ("q", "role", "status"):
            raise Invalid
        self.wanted = _wanted({**vars(self.wanted), name: value})
        await self._read(actor, anew=True)
        query = urlencode({key: one for key, one in vars(self.wanted).items() if one})
        address = json.dumps(routes.ADMIN_USERS + (f"?{query}" if query else ""))
        return run_script(f"history.replaceState(history.state, '', {address})")

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add the next page."""
        actor = await current_actor(self, RIGHT)
        if self.next_cursor:
            rows, self.next_cursor = await self._found(actor, PAGE, self.next_cursor)
            self.rows = [*self.rows, *rows]

    async def _read(self, actor: Actor, *, anew: bool = False) -> None:
        limit = PAGE if anew else min(max(len(self.rows), PAGE), MAX_LIMIT)
        try:
            async with use(Database).reading() as session:
                self.roles = [role_col(role) for role in await reads.roles(session, actor)]
                self.total = await reads.count(session, actor, filter_of(self.wanted))
            self.rows, self.next_cursor = await self._found(actor, limit)
            self.failed = False
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True

    async def _found(self, actor: Actor, limit: int, cursor: str = "") -> tuple[list[UserRow], str]:
        labels = {role.name: role.label for role in self.roles}
        async with use(Database).reading() as session:
            found, following = await reads.users(
                session, actor, filter_of(self.wanted), limit=limit, cursor=cursor
            )
            until = await giving.invited_until(session, [user.id for user in found if user.id is not None])
        now = clock.now()
        rows = [user_row(user, labels, until.get(user.id or 0), now=now) for user in found]
        return rows, following or ""


def filter_of(wanted: Wanted) -> UserFilter:
    """As the database is asked."""
    return UserFilter(wanted.q, wanted.role, ENABLED.get(wanted.status))


def _wanted(said: dict[str, str]) -> Wanted:
    status = said["status"] if said["status"] in ENABLED else ""
    return Wanted(one_line(said["q"], 100), one_line(said["role"], 20), status)
