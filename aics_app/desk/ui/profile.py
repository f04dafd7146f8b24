"""The customer of the open conversation: what is known, and what the staff changes of it."""

from typing import Any

import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.customers import actions, queries, views
from aics_app.customers.actions import Change
from aics_app.customers.errors import CustomerChangedMeanwhile
from aics_app.customers.models import Level
from aics_app.customers.news import topic_of
from aics_app.desk.ui.lists import RIGHT
from aics_app.desk.ui.profile_shapes import (
    CustomerView,
    FileView,
    PastView,
    SourceView,
    customer_view,
    file_view,
    past_view,
    source_view,
)
from aics_app.desk.ui.talking import conversation_in
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub

PAGE = 5
SLOT = "customer"


class ProfileState(rx.State):
    """`editing` is the version whose remark is being changed, -1 for none; `rival`, who saved another one."""

    customer_id: int = 0
    loaded: bool = False
    who: CustomerView = CustomerView()
    tags: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    known: list[str] = []  # noqa: RUF012 - as above
    past: list[PastView] = []  # noqa: RUF012 - as above
    next_cursor: str = ""
    sources: list[SourceView] = []  # noqa: RUF012 - as above
    files: list[FileView] = []  # noqa: RUF012 - as above
    editing: int = -1
    rival: str = ""
    shown_id: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the customer of the conversation that the address names, and hear of changes."""
        actor, wanted = await current_actor(self, RIGHT), conversation_in(self.router.url.path)
        if wanted != self.shown_id:
            self.past, self.next_cursor, self.editing, self.rival = [], "", -1, ""
        self.shown_id = wanted
        await self._find(actor)
        hub, token = use(PageHub), self.router.session.client_token
        if not self.customer_id:
            hub.unwatch(token, SLOT)
        elif not hub.is_watching(token, topic_of(self.customer_id), SLOT):
            reload = ProfileState.reload
            hub.watch(token, topic_of(self.customer_id), actor.session_id, lambda _: reload(), SLOT)
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Something is known that was not: read it anew. What is being written stays."""
        if self.customer_id:
            await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def set_level(self, level: str) -> None:
        """How much the customer's loyalty counts."""
        if level not in set(Level):
            raise Invalid(fields={"level": "choice"})
        actor = await current_actor(self, RIGHT)
        try:
            await self._change(actor, Change(level=Level(level)), self.who.version)
        finally:
            await self._read(actor)

    @rx.event
    @access(RIGHT)
    def edit(self) -> None:
        """Begin to change the remark."""
        self.editing, self.rival = self.who.version, ""

    @rx.event
    @access(RIGHT)
    def leave(self) -> None:
        """Leave the remark as it is."""
        self.editing, self.rival = -1, ""

    @rx.event
    @access(RIGHT)
    async def save(self, form: dict[str, Any]) -> None:
        """Keep the remark; when somebody else was faster, what was typed stays in its box."""
        remark = form.get("remark")
        if not isinstance(remark, str) or self.editing < 0:
            raise Invalid(fields={"remark": "wrong_type"})
        actor, version = await current_actor(self, RIGHT), self.editing
        try:
            await self._change(actor, Change(remark=remark), version)
        except CustomerChangedMeanwhile as error:
            self.rival, self.editing = error.params["name"], error.params["version"]
        else:
            self.editing, self.rival = -1, ""
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def add_tag(self, form: dict[str, Any]) -> None:
        """Tag the customer."""
        tag = form.get("tag")
        if not isinstance(tag, str):
            raise Invalid(fields={"tag": "wrong_type"})
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.add_tag(session, actor, self.customer_id, tag, clock.now())
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def remove_tag(self, tag: str) -> None:
        """Take a tag away."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.remove_tag(session, actor, self.customer_id, str(tag), clock.now())
        await self._read(actor)

    @rx.event
    @access(RIGHT)
    async def show_more(self) -> None:
        """Add older conversations."""
        actor = await current_actor(self, RIGHT)
        if self.customer_id and self.next_cursor:
            async with use(Database).reading() as session:
                found, following = await queries.past_talks(
                    session, actor, self.customer_id, cursor=self.next_cursor, limit=PAGE
                )
            self.past = [*self.past, *map(past_view, found)]
            self.next_cursor = following or ""

    async def _change(self, actor: Actor, wanted: Change, version: int) -> None:
        async with use(Database).transaction() as session:
            await actions.change(session, actor, self.customer_id, wanted, version=version, at=clock.now())

    async def _find(self, actor: Actor) -> None:
        """Nobody is shown for an address that names nothing, or one's own matter."""
        self.customer_id = 0
        if self.shown_id:
            try:
                async with use(Database).reading() as session:
                    conversation = await queries.get_conversation(session, actor, self.shown_id)
                self.customer_id = conversation.user_id
                await self._read(actor)
            except NotFound:
                self.customer_id = 0

    async def _read(self, actor: Actor) -> None:
        many = max(len(self.past), PAGE)
        async with use(Database).reading() as session:
            shown = await views.get_shown(session, actor, self.customer_id, clock.now())
            known = await queries.known_tags(session, actor)
            found, following = await queries.past_talks(session, actor, self.customer_id, limit=many)
            sources = await queries.sources(session, actor, self.shown_id)
            files = await queries.files(session, actor, self.customer_id)
        self.who, self.tags = customer_view(shown), list(shown.customer.tags)
        self.known = [tag for tag in known if tag not in self.tags]
        self.past, self.next_cursor = [past_view(one) for one in found], following or ""
        self.sources = [source_view(one) for one in sources]
        self.files = [file_view(one) for one in files]
