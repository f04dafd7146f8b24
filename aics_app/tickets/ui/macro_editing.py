"""The editor of one macro."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.locales import tr
from aics_app.tickets import actions, queries
from aics_app.tickets.errors import MacroChanged
from aics_app.tickets.models import MAX_CONTENT_CHARS, MAX_TAG_CHARS, MAX_TAGS
from aics_app.tickets.rules.macros import Acts, Draft
from aics_app.tickets.rules.tags import parted
from aics_app.tickets.ui.macro_list import MacrosState
from aics_app.tickets.ui.moving_shapes import WordView, priorities_of, status_view, topics_of
from aics_app.tickets.ui.reading import RIGHT, count
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang

LIMITS = {
    "name": 1000,
    "status": 40,
    "priority": 40,
    "category": 40,
    "handler": 20,
    "tags": (MAX_TAG_CHARS + 1) * MAX_TAGS * 5,
    "reply": MAX_CONTENT_CHARS * 2,
}
"""So much of each field is looked at; what is too long within that is said beside it."""


@dataclass
class MacroFields:
    """What the fields begin with."""

    name: str = ""
    status: str = ""
    priority: str = ""
    category: str = ""
    handler: str = ""
    tags: str = ""
    reply: str = ""
    shared: bool = False


@dataclass
class Words:
    """What may be chosen."""

    statuses: list[WordView]
    priorities: list[WordView]
    topics: list[WordView]


class MacroEditorState(rx.State):
    """`macro_id` 0 is a new one. `newest` is the version somebody else saved meanwhile, 0 for none."""

    is_open: bool = False
    opened: int = 0
    macro_id: int = 0
    version: int = 0
    newest: int = 0
    shown: MacroFields = MacroFields()
    words: Words = Words([], [], [])
    may_write: bool = True
    faults: dict[str, str] = {}  # noqa: RUF012 - Reflex copies a var's default for every session

    @rx.event
    @access(RIGHT)
    async def new(self) -> None:
        """Begin one."""
        await self._open(await current_actor(self, RIGHT), 0)

    @rx.event
    @access(RIGHT)
    async def edit(self, macro_id: int) -> None:
        """Change one, or look at one that others write."""
        await self._open(await current_actor(self, RIGHT), count(macro_id))

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, object]) -> list[EventSpec]:
        """Keep what stands in the fields; what is refused stays there, with the reason beside it."""
        actor, draft = await current_actor(self, RIGHT), _draft(form)
        self.faults, self.newest = {}, 0
        try:
            await self._save(actor, draft)
        except Invalid as error:
            self.faults = error.fields
        except MacroChanged:
            async with use(Database).reading() as session:
                self.newest = (await queries.get_macro(session, actor, self.macro_id)).version
        else:
            return await self._done("macros.saved")
        return []

    @rx.event
    @access(RIGHT)
    def overwrite(self) -> None:
        """Mine shall stand: the next save replaces the version that somebody else made."""
        self.version, self.newest = self.newest or self.version, 0

    @rx.event
    @access(RIGHT)
    async def remove(self) -> list[EventSpec]:
        """Delete it, as it was looked at."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.delete_macro(session, actor, self.macro_id, version=self.version, at=clock.now())
        return await self._done("macros.deleted")

    @rx.event
    @access(RIGHT)
    def show(self, shown: bool) -> None:
        """Close the editor."""
        self.is_open = shown is True and self.is_open

    async def _open(self, actor: Actor, macro_id: int) -> None:
        own, version, may_write = MacroFields(), 0, True
        async with use(Database).reading() as session:
            workflow = await queries.workflow(session)
            found = await queries.get_macro(session, actor, macro_id) if macro_id else None
        if found:
            acts, is_shared = Acts.read(found.acts), found.owner_id is None
            words = (acts.status, acts.priority, acts.category, acts.handler)
            own = MacroFields(found.name, *words, ", ".join(acts.tags), acts.reply, is_shared)
            version, may_write = found.version, not is_shared or actor.may(Right.REPLIES_SHARE)
        statuses = [status_view(workflow, one.word) for one in workflow.statuses]
        self.words = Words(statuses, priorities_of(workflow), topics_of(workflow))
        self.macro_id, self.version, self.newest = macro_id, version, 0
        self.shown, self.may_write, self.faults = own, may_write, {}
        self.opened += 1
        self.is_open = True

    async def _save(self, actor: Actor, draft: Draft) -> None:
        at = clock.now()
        async with use(Database).transaction() as session:
            if self.macro_id:
                await actions.change_macro(session, actor, self.macro_id, draft, version=self.version, at=at)
            else:
                await actions.create_macro(session, actor, draft, at=at)

    async def _done(self, key: str) -> list[EventSpec]:
        self.is_open = False
        language = (await self.get_state(Lang)).locale
        return [toasts.done(tr(language, key)), MacrosState.open()]


def _draft(form: object) -> Draft:
    """From the form: anybody may send anything as one. Raises `Invalid`."""
    if not isinstance(form, dict):
        raise Invalid
    told = {name: form.get(name) or "" for name in LIMITS}
    if wrong := {name: "too_long" for name, value in told.items() if len(str(value)) > LIMITS[name]}:
        raise Invalid(fields=wrong)
    if not all(isinstance(value, str) for value in told.values()):
        raise Invalid
    name, tags = told.pop("name"), told.pop("tags")
    return Draft(name, Acts(**told, tags=parted(tags)), bool(form.get("shared")))
