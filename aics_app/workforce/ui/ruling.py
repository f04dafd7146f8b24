"""How work is given out: settings that count at once."""

from typing import Any

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.workforce import actions, views
from aics_app.workforce.events import TOPIC
from aics_app.workforce.rules.ruling import RULES
from aics_app.workforce.ui.hours import RIGHT


class RulesState(rx.State):
    """`values` as they are stored, `saved` the last one that was set here."""

    loaded: bool = False
    values: dict[str, str] = {}  # noqa: RUF012 - Reflex copies a var's default for every session
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    saved: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show them and hear of changes."""
        actor = await current_actor(self, RIGHT)
        reload, token = RulesState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, TOPIC, "rules"):
            use(PageHub).watch(token, TOPIC, actor.session_id, lambda _: reload(), "rules")
        await self._read(actor)
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody changed something."""
        await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def choose(self, key: str, value: str) -> None:
        """One of the words that this setting may be."""
        await self._set(key, value)

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> None:
        """The seconds of the one setting that the form is for."""
        for key in (key for key in form if key in set(RULES)):
            await self._set(key, str(form[key]))

    async def _set(self, key: str, value: str) -> None:
        if key not in set(RULES) or not isinstance(value, str):
            raise Invalid
        actor, before = await current_actor(self, RIGHT), self.values.get(key, "")
        self.faults, self.saved = {}, ""
        try:
            async with use(Database).transaction() as session:
                await actions.set_rule(session, actor, Key(key), value, before=before, at=clock.now())
            self.saved = key
        except Invalid as error:
            self.faults = {key: error.fields["value"]}
        finally:
            await self._read(actor)

    async def _read(self, actor: Actor) -> None:
        async with use(Database).reading() as session:
            self.values = {key.value: value for key, value in (await views.rules(session, actor)).items()}
