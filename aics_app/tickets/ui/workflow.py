"""The workflow as it is being drawn. It lives in the browser's session until it is saved or dropped."""

import json

import reflex as rx

from aics_app.accounts.ui.states import current_actor
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.tickets import queries
from aics_app.tickets.news import WORKFLOW
from aics_app.tickets.rules import drafting
from aics_app.tickets.rules.definition import Document, written
from aics_app.tickets.rules.soundness import shaped
from aics_app.tickets.ui.workflow_shapes import Drawing, drawing_of
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub

RIGHT = "workflow.manage"
MOST_KEPT = 200_000
"""Characters: many times the largest workflow, and little for a socket."""


class WorkflowState(rx.State):
    """`rival` while another version holds than the one that was drawn from; `fresh` counts redrawn pages."""

    kept: str = rx.SessionStorage("", name="aics_workflow")
    loaded: bool = False
    drawing: Drawing = Drawing()
    teams: list[str] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    dirty: bool = False
    rival: bool = False
    faults: dict[str, str] = {}  # noqa: RUF012 - as above
    version: int = 0
    fresh: int = 0
    _text: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show it, with what was being drawn when the page was left, and hear of changes."""
        actor = await current_actor(self, RIGHT)
        reload, token = WorkflowState.reload, self.router.session.client_token
        if not use(PageHub).is_watching(token, WORKFLOW, "workflow"):
            use(PageHub).watch(token, WORKFLOW, actor.session_id, lambda _: reload(), "workflow")
        if kept := _kept(self.kept):
            self.version, document = kept
            self._text, self.dirty = json.dumps(document), True
        await self._read()
        self.fresh, self.loaded = self.fresh + 1, True

    @rx.event
    @access(RIGHT)
    async def reload(self) -> None:
        """Somebody set another one: what is being drawn here stays."""
        await current_actor(self, RIGHT)
        await self._read()

    @rx.event
    @access(RIGHT)
    def write(self, kind: str, place: int, field: str, value: str) -> None:
        """One field of one part."""
        _require_words(kind, field)
        self._draw(drafting.typed(self._now(), kind, place, field, value))

    @rx.event
    @access(RIGHT)
    def tick(self, place: int, field: str, word: str) -> None:
        """Who may go a way, or what it needs."""
        _require_words(field, word)
        self._draw(drafting.ticked(self._now(), place, field, word))

    @rx.event
    @access(RIGHT)
    def add(self, kind: str) -> None:
        """One more."""
        _require_words(kind)
        self._draw(drafting.added(self._now(), kind))

    @rx.event
    @access(RIGHT)
    def remove(self, kind: str, place: int) -> None:
        """One less."""
        _require_words(kind)
        self._redraw(drafting.removed(self._now(), kind, place))

    @rx.event
    @access(RIGHT)
    def shift(self, kind: str, place: int) -> None:
        """One before the one that stands before it."""
        _require_words(kind)
        self._redraw(drafting.shifted(self._now(), kind, place))

    @rx.event
    @access(RIGHT)
    def escalate(self, field: str, value: str) -> None:
        """What happens to a broken promise."""
        self._draw(drafting.escalated(self._now(), field, value))

    @rx.event
    @access(RIGHT)
    async def discard(self) -> None:
        """Drop what was drawn, and show what holds."""
        self._drop()
        await current_actor(self, RIGHT)
        await self._read()
        self.fresh += 1

    def _now(self) -> Document:
        """As it is drawn; text in between, for Reflex wraps the rest. Raises `Invalid` before `open`."""
        if not self._text:
            raise Invalid
        document: Document = json.loads(self._text)
        return document

    def _drop(self) -> None:
        self.kept, self.dirty, self.rival, self.faults = "", False, False, {}

    def _draw(self, document: Document) -> None:
        """What was drawn is shown, and kept by the browser."""
        self._text, self.drawing = json.dumps(document), drawing_of(document)
        self.kept = json.dumps([self.version, document], ensure_ascii=False)
        self.dirty, self.faults = True, {}

    def _redraw(self, document: Document) -> None:
        """As `_draw`; the places of the parts are others now, so their fields are made anew."""
        self._draw(document)
        self.fresh += 1

    async def _read(self) -> None:
        async with use(Database).reading() as session:
            workflow, self.teams = await queries.workflow(session), await queries.teams(session)
        if not self.dirty:
            if self.version != workflow.version:
                self.fresh += 1
            self.version, self._text = workflow.version, json.dumps(written(workflow))
        self.rival = self.dirty and self.version != workflow.version
        self.drawing = drawing_of(self._now())


def _require_words(*words: object) -> None:
    """What a page sends may be anything. Raises `Invalid`."""
    if not all(isinstance(word, str) for word in words):
        raise Invalid


def _kept(text: object) -> tuple[int, Document] | None:
    """What the browser kept, if that is what we gave it."""
    if not isinstance(text, str) or not text or len(text) > MOST_KEPT:
        return None
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    match kept:
        case [int(version), dict(document)]:
            return version, shaped(document)
    return None
