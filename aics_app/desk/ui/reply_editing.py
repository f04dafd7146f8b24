"""The editor of one canned reply, and what the customer would read of it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.text import filled, open_variables
from aics_app.desk import actions, queries
from aics_app.desk.actions import Change
from aics_app.desk.errors import CannedReplyChangedMeanwhile, ShortcutTaken
from aics_app.desk.models import MAX_TEXT_CHARS
from aics_app.desk.rules.canned import Draft
from aics_app.desk.ui.replies import RIGHT, RepliesState
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang


@dataclass
class Fields:
    """What the fields begin with."""

    shortcut: str = ""
    title: str = ""
    text: str = ""
    language: str = "any"
    shared: bool = False


UNDOABLE = 5
"""So many deletions can be undone, the last ones."""


class ReplyEditorState(rx.State):
    """`reply_id` 0 is a new one. `newest` is the version somebody else saved meanwhile, 0 for none."""

    is_open: bool = False
    opened: int = 0
    reply_id: int = 0
    version: int = 0
    newest: int = 0
    shown: Fields = Fields()
    may_write: bool = True
    preview: str = ""
    unknown: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    _deleted: dict[int, Draft] = {}  # noqa: RUF012 - as above

    @rx.event
    @access(RIGHT)
    async def new(self) -> None:
        """Begin one."""
        await self._open(await current_actor(self, RIGHT), 0)

    @rx.event
    @access(RIGHT)
    async def edit(self, reply_id: int) -> None:
        """Change one, or look at one that others write."""
        if not isinstance(reply_id, int) or isinstance(reply_id, bool) or not 0 < reply_id < 2**63:
            raise Invalid
        await self._open(await current_actor(self, RIGHT), reply_id)

    @rx.event
    @access(RIGHT)
    def copy(self) -> None:
        """Begin one of one's own that says the same."""
        self.shown = Fields(**{**vars(self.shown), "shared": False})
        self.reply_id = self.version = self.newest = 0
        self.may_write, self.faults = True, {}
        self.opened += 1

    @rx.event
    @access(RIGHT)
    async def try_out(self, text: str) -> None:
        """Show the text as a customer would read it."""
        actor = await current_actor(self, RIGHT)
        await self._preview(actor, str(text)[:MAX_TEXT_CHARS])

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> list[EventSpec]:
        """Keep what stands in the fields; what is refused stays there, with the reason beside it."""
        actor, draft = await current_actor(self, RIGHT), _draft(form)
        self.faults, self.newest = {}, 0
        try:
            await self._save(actor, draft)
        except Invalid as error:
            self.faults = error.fields
        except ShortcutTaken:
            self.faults = {"shortcut": "taken"}
        except CannedReplyChangedMeanwhile as error:
            self.newest = error.params["version"]
        else:
            return await self._done("replies.saved")
        return []

    @rx.event
    @access(RIGHT)
    def overwrite(self) -> None:
        """Mine shall stand: the next save replaces the version that somebody else made."""
        self.version, self.newest = self.newest or self.version, 0

    @rx.event
    @access(RIGHT)
    async def remove(self) -> list[EventSpec]:
        """Delete it."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            gone = await queries.get_canned_reply(session, actor, self.reply_id)
            await actions.delete(session, actor, self.reply_id, version=self.version, at=clock.now())
        draft = Draft(gone.shortcut, gone.title, gone.text, gone.language, shared=gone.is_shared)
        self._deleted = dict([*self._deleted.items(), (self.reply_id, draft)][-UNDOABLE:])
        self.is_open, language = False, (await self.get_state(Lang)).locale
        words = (tr(language, "replies.deleted"), tr(language, "replies.undo"))
        return [toasts.undoable(*words, ReplyEditorState.restore(self.reply_id)), RepliesState.reload()]

    @rx.event
    @access(RIGHT)
    async def restore(self, reply_id: int) -> list[EventSpec]:
        """Bring back what was deleted here, once. Raises `NotFound`, `ShortcutTaken`."""
        actor = await current_actor(self, RIGHT)
        if (draft := self._deleted.get(reply_id)) is None:
            raise NotFound("it was not deleted here")
        async with use(Database).transaction() as session:
            await actions.create(session, actor, draft, clock.now())
        self._deleted = {known: one for known, one in self._deleted.items() if known != reply_id}
        words = tr((await self.get_state(Lang)).locale, "replies.restored")
        return [toasts.done(words), RepliesState.reload()]  # another one may be open in the editor

    @rx.event
    @access(RIGHT)
    def show(self, shown: bool) -> None:
        """Close the editor."""
        self.is_open = shown is True and self.is_open

    async def _open(self, actor: Actor, reply_id: int) -> None:
        own, version, may_write = Fields(language=(await self.get_state(Lang)).locale), 0, True
        if reply_id:
            async with use(Database).reading() as session:
                found = await queries.get_canned_reply(session, actor, reply_id)
            own = Fields(found.shortcut, found.title, found.text, found.language, found.is_shared)
            version = found.version
            may_write = not found.is_shared or actor.may(Right.REPLIES_SHARE)
        self.reply_id, self.version, self.newest = reply_id, version, 0
        self.shown, self.may_write, self.faults = own, may_write, {}
        await self._preview(actor, own.text)
        self.opened += 1
        self.is_open = True

    async def _preview(self, actor: Actor, text: str) -> None:
        language = (await self.get_state(Lang)).locale
        values = {
            "customer": tr(language, "replies.example_customer"),
            "agent": actor.nickname or actor.username,
            "company": use(Settings).company,
            "order_no": tr(language, "replies.example_order_no"),
        }
        self.preview, self.unknown = filled(text, values), open_variables(text, values)

    async def _save(self, actor: Actor, draft: Draft) -> None:
        at = clock.now()
        async with use(Database).transaction() as session:
            if self.reply_id:
                await actions.change(session, actor, self.reply_id, Change(draft, self.version), at)
            else:
                await actions.create(session, actor, draft, at)

    async def _done(self, key: str) -> list[EventSpec]:
        self.is_open = False
        language = (await self.get_state(Lang)).locale
        return [toasts.done(tr(language, key)), RepliesState.reload()]


def _draft(form: object) -> Draft:
    """From the form: anybody may send anything as one."""
    if not isinstance(form, dict):
        raise Invalid
    told = {name: str(form.get(name) or "") for name in ("shortcut", "title", "text", "language")}
    return Draft(**told, shared=bool(form.get("shared")))
