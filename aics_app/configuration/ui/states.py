"""Settings on the page: changed one by one, each counting at once."""

from dataclasses import replace
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.configuration import actions, views
from aics_app.configuration.current import Current
from aics_app.configuration.errors import SettingChangedMeanwhile
from aics_app.configuration.events import TOPIC
from aics_app.configuration.models import Key
from aics_app.configuration.rules import SETTINGS
from aics_app.configuration.ui.shapes import (
    ChangeRow,
    SettingRow,
    change_row,
    news_beside,
    setting_row,
    settled,
    with_draft,
)
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang, tr

RIGHT = "settings.manage"
MAX_TYPED = 1000


class SettingsState(rx.State):
    """`rows` by key. `touched`: in which something was typed that is not saved; no news may take it."""

    rows: dict[str, SettingRow] = {}  # noqa: RUF012 - Reflex copies a var's default for every session
    unknown: dict[str, str] = {}  # noqa: RUF012 - as above
    loaded: bool = False
    failed: bool = False
    touched: list[str] = []  # noqa: RUF012 - as above
    history: list[ChangeRow] = []  # noqa: RUF012 - as above
    history_of: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show them and hear of changes. May run again at any time."""
        actor = await current_actor(self, RIGHT)
        reload, token = SettingsState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, TOPIC, "settings"):
            use(PageHub).watch(token, TOPIC, actor.session_id, lambda _: reload(), "settings")
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def begin(self) -> None:
        """The inputs are drawn anew: nothing that was typed in others is there any more."""
        actor = await current_actor(self, RIGHT)
        if self.touched or any(row.rival for row in self.rows.values()):
            self.touched, self.rows = [], {key: settled(row) for key, row in self.rows.items()}
            await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody changed something, or it could not be read."""
        await self._read(await current_actor(self, RIGHT))
        if self.history_of:
            await self._read_history(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    def touch(self, key: str) -> None:
        """Somebody types here."""
        if _key(key) not in self.touched:
            self.touched = [*self.touched, key]

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> EventSpec | None:
        """The one setting that the form is for."""
        for key in (key for key in form if key in set(SETTINGS)):
            return await self._set(Key(key), str(form[key])[:MAX_TYPED])
        return None

    @rx.event
    @access(RIGHT)
    async def choose(self, key: str, value: str) -> EventSpec | None:
        """A word or a switch of a setting."""
        return await self._set(Key(_key(key)), value[:MAX_TYPED])

    @rx.event
    @access(RIGHT)
    async def to_default(self, key: str) -> EventSpec | None:
        """Let the default count again."""
        actor, own = await current_actor(self, RIGHT), Key(_key(key))
        row, started_with = self.rows.get(own, SettingRow()), use(Current).started_with
        try:
            async with use(Database).transaction() as session:
                await actions.forget_value(
                    session, actor, own, before=row.seen, started_with=started_with, at=clock.now()
                )
        except Invalid as error:  # nothing was typed: it is the default that does not go with the others
            self.rows = {**self.rows, own: with_draft(row, row.draft, error.fields["value"])}
            return None
        except SettingChangedMeanwhile as error:
            self._settle(own)
            await self._read(actor)
            self._tell_rival(own, error, row.draft)
            return None
        self._settle(own)
        await self._read(actor)
        return await self._done(actor, own)

    @rx.event
    @access(RIGHT)
    async def undo(self, change_id: int) -> EventSpec:
        """Take a change back."""
        actor = await current_actor(self, RIGHT)
        if not 0 < change_id < 2**63:
            raise Invalid
        locale, started_with = (await self.get_state(Lang)).locale, use(Current).started_with
        try:
            async with use(Database).transaction() as session:
                undone = await actions.undo(
                    session, actor, change_id, started_with=started_with, at=clock.now()
                )
        except Invalid as error:
            why = tr(locale, f"fault.{error.fields['value']}")
            return toasts.failed(tr(locale, "settings.not_undone", why=why))
        self._settle(undone)
        await self._read(actor)
        if self.history_of:
            await self._read_history(actor)
        return toasts.done(tr(locale, "settings.undone"))

    @rx.event
    @access(RIGHT)
    async def look_back(self, key: str) -> None:
        """Open the history of a setting."""
        self.history_of = _key(key)
        await self._read_history(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    def set_history_open(self, shown: bool) -> None:
        """Close it."""
        self.history_of = self.history_of if shown else ""

    async def _set(self, key: Key, value: str) -> EventSpec | None:
        actor, row = await current_actor(self, RIGHT), self.rows.get(key, SettingRow())
        started_with = use(Current).started_with
        try:
            async with use(Database).transaction() as session:
                await actions.set_value(
                    session, actor, key, value, before=row.seen, started_with=started_with, at=clock.now()
                )
        except Invalid as error:
            self.rows = {**self.rows, key: with_draft(row, value, error.fields["value"])}
            return None
        except SettingChangedMeanwhile as error:
            self._settle(key)
            await self._read(actor)
            self._tell_rival(key, error, value)
            return None
        self._settle(key)
        await self._read(actor)
        return await self._done(actor, key) if row.seen != self.rows[key].seen else None

    def _settle(self, key: Key) -> None:
        """Nothing that was typed there waits for being saved."""
        self.touched = [one for one in self.touched if one != key]
        if key in self.rows:
            self.rows = {**self.rows, key: settled(self.rows[key])}

    def _tell_rival(self, key: Key, error: SettingChangedMeanwhile, typed: str) -> None:
        """What is stored now is what the next try starts from; what was typed stays."""
        told = replace(
            self.rows[key], draft=typed, rival=error.params["who"] or "?", theirs=error.params["value"]
        )
        self.rows = {**self.rows, key: told}
        if SETTINGS[key].is_typed:
            self.touched = [*self.touched, key]

    async def _done(self, actor: Actor, key: Key) -> EventSpec:
        """Saved; and a button that takes it back."""
        locale = (await self.get_state(Lang)).locale
        async with use(Database).reading() as session:
            changes = await views.changes(session, actor, key)
        text = tr(locale, "settings.saved", name=tr(locale, f"setting.{key.lower()}"))
        if not changes:
            return toasts.done(text)
        return toasts.undoable(text, tr(locale, "settings.undo"), SettingsState.undo(changes[0].id))

    async def _read(self, actor: Actor) -> None:
        try:
            async with use(Database).reading() as session:
                known, self.unknown = await views.standing(session, actor, use(Current).started_with)
        except AppError:
            self.failed = True
            raise
        finally:
            self.loaded = True
        rows, self.failed = {one.setting.key.value: setting_row(one) for one in known}, False
        shown, touched = self.rows, self.touched
        self.rows = {
            key: news_beside(shown[key], row, touched=key in touched) if key in shown else row
            for key, row in rows.items()
        }

    async def _read_history(self, actor: Actor) -> None:
        async with use(Database).reading() as session:
            found = await views.changes(session, actor, Key(_key(self.history_of)))
        self.history = [change_row(one) for one in found]


def _key(word: str) -> str:
    if word not in set(SETTINGS):
        raise Invalid
    return word
