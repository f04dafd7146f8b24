"""The window of one role: what it may, how far it sees, what it is called; and the way to remove it."""

from dataclasses import replace
from secrets import token_hex
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.errors import ChangedMeanwhile
from aics_app.accounts.managing import roles as actions
from aics_app.accounts.managing.reads import get_role
from aics_app.accounts.managing.roles import RoleDraft
from aics_app.accounts.models import Actor, Role, Scope
from aics_app.accounts.rules import known_rights
from aics_app.accounts.ui.managing_shapes import RoleCol, role_col
from aics_app.accounts.ui.roles import RIGHT, RolesState
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.locales import tr
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang

SCOPES = frozenset(Scope)


class RoleState(rx.State):
    """`chosen` as it was when the window opened, without a name while it is new; `rights` as ticked.

    `faster`: who changed the same role meanwhile; his change and what was ticked here are put together then.
    """

    is_open: bool = False
    chosen: RoleCol = RoleCol()
    rights: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    scope: str = "own"
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    people_to: str = Role.CUSTOMER.value
    faster: str = ""
    opened: int = 0
    _label: str = ""

    @rx.event
    @access(RIGHT)
    def new(self) -> None:
        """A role that may nothing yet."""
        self._show(RoleCol())

    @rx.event
    @access(RIGHT)
    async def edit(self, name: str) -> None:
        """One of them."""
        self._show(await self._one(name))

    @rx.event
    @access(RIGHT)
    async def copy_of(self, name: str) -> None:
        """A new one that begins with what another may."""
        own = await self._one(name)
        lang = await self.get_state(Lang)
        label = own.label or tr(lang.locale, f"role.{name}")
        label = tr(lang.locale, "roles.copied", name=label)[: actions.MAX_LABEL_CHARS]
        self._show(replace(own, name="", label=label, builtin=False, people=0, version=0))

    @rx.event
    @access(RIGHT)
    def set_open(self, shown: bool) -> None:
        """Close it."""
        self.is_open = shown

    @rx.event
    @access(RIGHT)
    def set_right(self, right: str, on: bool) -> None:
        """Tick a right, or take the tick away."""
        if not known_rights([right]):
            raise Invalid
        others = [one for one in self.rights if one != right]
        self.rights = sorted([*others, right] if on else others)

    @rx.event
    @access(RIGHT)
    def set_scope(self, scope: str) -> None:
        """See more or fewer rows."""
        if scope not in SCOPES:
            raise Invalid
        self.scope = scope

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> list[EventSpec] | None:
        """Let it count at once for everybody who has the role; what is refused stays, with the reason."""
        actor = await current_actor(self, RIGHT)
        label = str(form.get("label") or "")
        label = self.chosen.label if label == self._label else label  # what was not touched is theirs
        draft = RoleDraft(label, known_rights(self.rights), Scope(self.scope))
        try:
            await self._save(actor, draft)
        except Invalid as error:
            self.faults = error.fields
            return None
        except ChangedMeanwhile as error:
            await self._meet(error)
            return None
        self.is_open = False
        lang = await self.get_state(Lang)
        return [RolesState.reload(), toasts.done(tr(lang.locale, "roles.saved"))]

    @rx.event
    @access(RIGHT)
    def send_people_to(self, name: str) -> None:
        """Where the people of a role go when it is removed."""
        self.people_to = name[:20]

    @rx.event
    @access(RIGHT)
    async def remove(self) -> list[EventSpec]:
        """Take the role away."""
        actor = await current_actor(self, RIGHT)
        own = self.chosen
        try:
            async with use(Database).transaction() as session:
                await actions.remove(
                    session, actor, own.name, people_to=self.people_to, version=own.version, at=clock.now()
                )
        except ChangedMeanwhile as error:
            await self._meet(error)
        else:
            self.is_open = False
        return [RolesState.reload()]

    async def _save(self, actor: Actor, draft: RoleDraft) -> None:
        own, at = self.chosen, clock.now()
        async with use(Database).transaction() as session:
            if own.name:
                await actions.change(session, actor, own.name, draft, version=own.version, at=at)
            else:
                await actions.create(session, actor, f"ROLE_{token_hex(4).upper()}", draft, at)

    async def _meet(self, error: ChangedMeanwhile) -> None:
        """Somebody was faster: say who, and put what he changed beside what was changed here."""
        async with use(Database).reading() as session:
            theirs = role_col(await get_role(session, self.chosen.name))
        was, mine = set(self.chosen.rights), set(self.rights)
        self.rights = sorted((set(theirs.rights) | (mine - was)) - (was - mine))
        self.scope = theirs.scope if self.scope == self.chosen.scope else self.scope
        self.chosen, self.faults, self.faster = theirs, {}, str(error.params["name"])

    async def _one(self, name: str) -> RoleCol:
        """Of those that are shown; it is saved only if it is that version still."""
        shown = await self.get_state(RolesState)
        for role in shown.roles:
            if role.name == name:
                return role
        raise NotFound(name)

    def _show(self, role: RoleCol) -> None:
        self.chosen, self.rights, self.scope = role, list(role.rights), role.scope
        self._label = role.label
        self.faults, self.people_to, self.faster = {}, Role.CUSTOMER.value, ""
        self.opened, self.is_open = self.opened + 1, True
