"""The window of one account: made, changed, shut out, let in again."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.managing import reads
from aics_app.accounts.managing import users as actions
from aics_app.accounts.managing.users import Changes, Draft
from aics_app.accounts.models import Actor
from aics_app.accounts.ui.managing_shapes import Given, UserRow, user_row
from aics_app.accounts.ui.people import RIGHT, UsersState
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.ui import routes, toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang


class PersonState(rx.State):
    """Who is being made (`chosen.id` 0) or changed, and what he was given to sign in with."""

    is_open: bool = False
    chosen: UserRow = UserRow()
    role: str = ""
    faults: dict[str, str] = {}  # noqa: RUF012 - Reflex copies a var's default for every session
    given: Given = Given()
    opened: int = 0

    @rx.event
    @access(RIGHT)
    def new(self) -> None:
        """Open the empty window."""
        self._show(UserRow(role="CUSTOMER_SERVICE"))

    @rx.event
    @access(RIGHT)
    async def edit(self, user_id: int) -> None:
        """Open the window of one account, as it is now."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).reading() as session:
            self._show(user_row(await reads.get_user(session, actor, user_id), {}))

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Close it; a password that was given is shown never again."""
        self.is_open, self.given = shown, Given()

    @rx.event
    @access(RIGHT)
    def set_role(self, role: str) -> None:
        """Another role, once it is saved."""
        self.role = role[:20]

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> list[EventSpec] | None:
        """Let it count; what is refused stays, with the reason."""
        actor = await current_actor(self, RIGHT)
        said = {name: str(form.get(name) or "") for name in ("username", "nickname", "email", "phone")}
        try:
            if self.chosen.id:
                return await self._change(actor, said)
            await self._create(actor, said, invite=form.get("invite") == "on")
        except Invalid as error:
            self.faults = error.fields
            return None
        return [UsersState.reload()]

    @rx.event
    @access(RIGHT)
    async def set_enabled(self, enabled: bool) -> list[EventSpec]:
        """Shut somebody out, at once and everywhere, or let him in again."""
        actor = await current_actor(self, RIGHT)
        await self._edit(actor, Changes(enabled=enabled))
        return [UsersState.reload()]

    @rx.event
    @access(RIGHT)
    async def give_anew(self, invite: bool) -> list[EventSpec]:
        """Another password for one sign-in, or a link to set one."""
        actor = await current_actor(self, RIGHT)
        password, token = _secrets(invite=invite)
        hashed = await passwords.hashed(password or passwords.one_time())
        async with use(Database).transaction() as session:
            user = await actions.reset_password(
                session, actor, self.chosen.id, password_hash=hashed, invitation=token, at=clock.now()
            )
        self._show(user_row(user, {}))
        self.given = _given(user.username, password, token)
        return [UsersState.reload()]

    async def _create(self, actor: Actor, said: dict[str, str], *, invite: bool) -> None:
        password, token = _secrets(invite=invite)
        hashed = await passwords.hashed(password or passwords.one_time())
        async with use(Database).transaction() as session:
            user = await actions.create(
                session,
                actor,
                Draft(role=self.role, **said),
                password_hash=hashed,
                invitation=token,
                at=clock.now(),
            )
        self._show(user_row(user, {}))
        self.given = _given(user.username, password, token)

    async def _change(self, actor: Actor, said: dict[str, str]) -> list[EventSpec]:
        said.pop("username")
        await self._edit(actor, Changes(**said, role=self.role))
        self.is_open = False
        lang = await self.get_state(Lang)
        return [UsersState.reload(), toasts.done(tr(lang.locale, "people.saved"))]

    async def _edit(self, actor: Actor, changes: Changes) -> None:
        async with use(Database).transaction() as session:
            user = await actions.edit(
                session, actor, self.chosen.id, changes, version=self.chosen.version, at=clock.now()
            )
        self.chosen = replace(self.chosen, version=user.version, enabled=user.is_enabled)

    def _show(self, row: UserRow) -> None:
        self.chosen, self.role, self.faults, self.given = row, row.role, {}, Given()
        self.opened, self.is_open = self.opened + 1, True


def _secrets(*, invite: bool) -> tuple[str, str]:
    """A password for one sign-in, or the token of an invitation."""
    return ("", token_urlsafe(32)) if invite else (passwords.one_time(), "")


def _given(who: str, password: str, token: str) -> Given:
    link = use(Settings).site + routes.invited(token) if token else ""
    return Given(who, password, link)
