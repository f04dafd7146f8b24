"""The window of one account: made, changed, shut out, let in again."""

from dataclasses import replace
from secrets import token_urlsafe
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.errors import ChangedMeanwhile
from aics_app.accounts.managing import giving, reads
from aics_app.accounts.managing import users as actions
from aics_app.accounts.managing.users import Changes, Draft
from aics_app.accounts.models import Actor, User
from aics_app.accounts.rules import mailed_to
from aics_app.accounts.ui.managing_shapes import Given, UserRow, user_row
from aics_app.accounts.ui.people import RIGHT, UsersState
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock, passwords
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.locales import LOCALES, tr
from aics_app.settings import Settings
from aics_app.ui import routes, toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang

FIELDS = ("username", "nickname", "email", "phone")


class PersonState(rx.State):
    """Who is being made (`chosen.id` 0) or changed, and what he was given to sign in with.

    `chosen` is as the window showed it first: only what was changed there is saved. `faster`: who changed the
    same account meanwhile; with his `chosen.version` it can be saved all the same.
    """

    is_open: bool = False
    chosen: UserRow = UserRow()
    role: str = ""
    locale: str = ""
    faults: dict[str, str] = {}  # noqa: RUF012 - Reflex copies a var's default for every session
    given: Given = Given()
    faster: str = ""
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
        self._show(await _row(actor, user_id))

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
    def set_locale(self, locale: str) -> None:
        """Another language to be written to in, once it is saved; empty is the company's."""
        self.locale = locale if locale in LOCALES else ""

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> list[EventSpec] | None:
        """Let it count; what is refused stays, with the reason."""
        actor = await current_actor(self, RIGHT)
        said = {name: str(form.get(name) or "") for name in FIELDS} | {"locale": self.locale}
        try:
            if self.chosen.id:
                return await self._change(actor, said)
            await self._create(actor, said, invite=form.get("invite") == "on")
        except Invalid as error:
            self.faults = error.fields
            return None
        except ChangedMeanwhile as error:
            await self._yield_to(actor, error)
            return None
        return [UsersState.reload()]

    @rx.event
    @access(RIGHT)
    async def set_enabled(self, enabled: bool) -> list[EventSpec]:
        """Shut somebody out, at once and everywhere, or let him in again."""
        actor = await current_actor(self, RIGHT)
        try:
            await self._edit(actor, Changes(enabled=enabled))
        except ChangedMeanwhile as error:
            await self._yield_to(actor, error)
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
        self._go_on(await _row(actor, self.chosen.id))
        self.given = replace(_given(user, password, token), beside=True)
        return [UsersState.reload()]

    @rx.event
    @access(RIGHT)
    async def withdraw(self) -> list[EventSpec]:
        """Let the links that the person was given be good for nothing."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.withdraw_invitation(session, actor, self.chosen.id, at=clock.now())
        self._go_on(await _row(actor, self.chosen.id))
        lang = await self.get_state(Lang)
        return [UsersState.reload(), toasts.done(tr(lang.locale, "people.withdrawn"))]

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
        self.given = _given(user, password, token)

    async def _change(self, actor: Actor, said: dict[str, str]) -> list[EventSpec]:
        shown = self.chosen
        different = {
            name: value
            for name, value in {**said, "role": self.role}.items()
            if name != "username" and value != getattr(shown, name)
        }
        await self._edit(actor, Changes(**different))
        self.is_open = False
        lang = await self.get_state(Lang)
        return [UsersState.reload(), toasts.done(tr(lang.locale, "people.saved"))]

    async def _edit(self, actor: Actor, changes: Changes) -> None:
        async with use(Database).transaction() as session:
            user = await actions.edit(
                session, actor, self.chosen.id, changes, version=self.chosen.version, at=clock.now()
            )
        self.chosen = replace(self.chosen, version=user.version, enabled=user.is_enabled)
        self.faster = ""

    async def _yield_to(self, actor: Actor, error: ChangedMeanwhile) -> None:
        """Somebody was faster: say who, keep what was typed, and let it be saved beside his."""
        latest = await _row(actor, self.chosen.id)
        self.chosen = replace(self.chosen, version=latest.version, enabled=latest.enabled)
        self.faults, self.faster = {}, str(error.params["name"])

    def _go_on(self, row: UserRow) -> None:
        """What was typed stays. A version that is not ours alone stays unseen, so that saving tells of it."""
        own = row.version if row.version == self.chosen.version + 1 else self.chosen.version
        self.chosen = replace(self.chosen, version=own, invited=row.invited, waits=row.waits)
        self.given = Given()

    def _show(self, row: UserRow) -> None:
        self.chosen, self.role, self.locale = row, row.role, row.locale
        self.faults, self.given, self.faster = {}, Given(), ""
        self.opened, self.is_open = self.opened + 1, True


async def _row(actor: Actor, user_id: int) -> UserRow:
    """An account as it is now. Raises `Forbidden` or `NotFound`."""
    async with use(Database).reading() as session:
        user = await reads.get_user(session, actor, user_id)
        until = (await giving.invited_until(session, [user_id])).get(user_id)
    return user_row(user, {}, until, now=clock.now())


def _secrets(*, invite: bool) -> tuple[str, str]:
    """A password for one sign-in, or the token of an invitation."""
    return ("", token_urlsafe(32)) if invite else (passwords.one_time(), "")


def _given(user: User, password: str, token: str) -> Given:
    settings = use(Settings)
    link = settings.site + routes.invited(token) if token else ""
    return Given(user.username, password, link, mailed_to(user.email, sends=settings.sends_mails))
