"""The editor of one entry.

What is typed lives in the page's fields and, as a draft, in the browser's session: neither a refusal, a lost
connection nor a closed window loses it.
"""

import json
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.knowledge import actions, queries
from aics_app.knowledge.actions import Change
from aics_app.knowledge.errors import FaqChangedMeanwhile, FaqQuestionTaken
from aics_app.knowledge.rules.entries import MAX_ANSWER_CHARS, FaqDraft
from aics_app.knowledge.ui.listing import KnowledgeState
from aics_app.knowledge.ui.shapes import Draft, draft_of
from aics_app.locales import tr
from aics_app.ui import toasts
from aics_app.ui.access import access
from aics_app.ui.i18n import Lang

FIELDS = ("question", "answer", "category", "language", "similar")
MOST_KEPT = 40_000
"""Characters of a draft: enough for every field at its limit, and little for a socket."""


class EditorState(rx.State):
    """`faq_id` 0 is a new entry. `newest` is the version somebody else saved meanwhile, 0 for none."""

    draft: str = rx.SessionStorage("", name="aics_faq_draft")
    is_open: bool = False
    opened: int = 0
    faq_id: int = 0
    version: int = 0
    newest: int = 0
    shown: Draft = Draft()
    preview: str = ""
    faults: dict[str, str] = {}  # noqa: RUF012 - Reflex copies a var's default for every session
    taken: str = ""
    restored: bool = False

    @rx.event
    @access("knowledge.manage")
    async def restore(self) -> None:
        """Open the editor again with what was being typed when the page or its connection was lost.

        Fields that are still there and hold something keep it: only their first values are set.
        """
        kept = _kept(self.draft)
        if not kept or not kept["open"]:
            return
        if self.is_open and kept["id"] == self.faq_id:
            self.shown = Draft(**{**vars(self.shown), **kept["fields"]})
            self.preview, self.restored = self.shown.answer, True
        else:
            await self._open(kept["id"])

    @rx.event
    @access("knowledge.manage")
    async def new(self) -> None:
        """Begin an entry."""
        await self._open(0)

    @rx.event
    @access("knowledge.manage")
    async def edit(self, faq_id: int) -> None:
        """Change an entry."""
        if not isinstance(faq_id, int) or isinstance(faq_id, bool):
            raise Invalid
        await self._open(faq_id)

    @rx.event
    @access("knowledge.manage")
    def keep(self, opened: int, field: str, value: str) -> None:
        """Note what was typed into the editor that was opened as number `opened`.

        It comes a moment after the typing: maybe when that editor was saved, or another one opened since.
        """
        if field not in FIELDS or not isinstance(value, str):
            raise Invalid
        if opened != self.opened:
            return
        fields = {**(_kept(self.draft) or {"fields": {}})["fields"], field: value}
        if field == "answer":
            self.preview = value[:MAX_ANSWER_CHARS]
        self._keep(fields, is_open=self.is_open)

    @rx.event
    @access("knowledge.manage")
    async def save(self, form: dict[str, Any]) -> list[EventSpec]:
        """Publish what stands in the fields; what is refused stays there, with the reason beside it."""
        fields = {name: str(form.get(name) or "") for name in FIELDS}
        self._keep(fields, is_open=True)
        self.preview = fields["answer"][:MAX_ANSWER_CHARS]
        self.faults, self.taken, self.newest = {}, "", 0
        try:
            await self._save(fields, enabled=bool(form.get("enabled")))
        except Invalid as error:
            self.faults = error.fields
        except FaqQuestionTaken as error:
            field = "question" if error.params["asked"] == fields["question"].strip() else "similar"
            self.faults, self.taken = {field: "taken"}, error.params["question"]
        except FaqChangedMeanwhile as error:
            self.newest = error.params["version"]
        else:
            return await self._done("knowledge.saved")
        return []

    @rx.event
    @access("knowledge.manage")
    def overwrite(self) -> None:
        """Mine shall stand: the next save replaces the version that somebody else made."""
        self.version, self.newest = self.newest or self.version, 0

    @rx.event
    @access("knowledge.manage")
    async def start_over(self) -> None:
        """Drop what was typed and show what is saved."""
        self.draft = ""
        await self._open(self.faq_id)

    @rx.event
    @access("knowledge.manage")
    def show(self, shown: bool) -> None:
        """Close the editor; a draft waits until the entry is opened again."""
        if shown is False:
            self.is_open = False
            kept = _kept(self.draft)
            if kept:
                self._keep(kept["fields"], is_open=False)

    @rx.event
    @access("knowledge.manage")
    async def remove(self) -> list[EventSpec]:
        """Delete the entry."""
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.delete(session, actor, self.faq_id, version=self.version, at=clock.now())
        return await self._done("knowledge.deleted")

    async def _done(self, key: str) -> list[EventSpec]:
        """Close for good: what is still on its way from the fields counts no more."""
        self.is_open, self.draft = False, ""
        self.opened += 1
        language = (await self.get_state(Lang)).locale
        return [toasts.done(tr(language, key)), KnowledgeState.reload]

    async def _open(self, faq_id: int) -> None:
        """Show the entry as it is saved, or as it was being typed."""
        actor = await current_actor(self)
        saved, version = Draft(language=(await self.get_state(Lang)).locale), 0
        if faq_id:
            async with use(Database).reading() as session:
                found = await queries.get(session, actor, faq_id)
            saved, version = draft_of(found), found.faq.version
        kept = _kept(self.draft)
        self.restored = kept is not None and kept["id"] == faq_id
        if kept and self.restored:
            saved = Draft(**{**vars(saved), **kept["fields"]})
            version = kept["version"]
        self.faq_id, self.version, self.newest = faq_id, version, 0
        self.shown, self.preview = saved, saved.answer
        self.faults, self.taken = {}, ""
        self.opened += 1
        self.is_open = True

    async def _save(self, fields: dict[str, str], *, enabled: bool) -> None:
        actor, at = await current_actor(self), clock.now()
        draft = FaqDraft(
            question=fields["question"],
            answer=fields["answer"],
            category=fields["category"],
            language=fields["language"],
            similar=tuple(fields["similar"].splitlines()),
        )
        async with use(Database).transaction() as session:
            if not self.faq_id:
                await actions.create(session, actor, draft, enabled=enabled, at=at)
                return
            present = await queries.get(session, actor, self.faq_id)
            await actions.change(session, actor, present, Change(draft, enabled, self.version), at=at)

    def _keep(self, fields: dict[str, str], *, is_open: bool) -> None:
        kept = {"id": self.faq_id, "version": self.version, "open": is_open, "fields": fields}
        text = json.dumps(kept, ensure_ascii=False)
        self.draft = text if len(text) <= MOST_KEPT else self.draft


def _kept(draft: object) -> dict[str, Any] | None:
    """The draft in the browser's session, if it is one of ours: anybody can write there."""
    if not isinstance(draft, str) or not draft or len(draft) > MOST_KEPT:
        return None
    try:
        kept = json.loads(draft)
    except ValueError:
        return None
    sound = (
        isinstance(kept, dict)
        and all(isinstance(kept.get(name), int) for name in ("id", "version"))
        and isinstance(kept.get("open"), bool)
        and isinstance(kept.get("fields"), dict)
        and all(name in FIELDS and isinstance(text, str) for name, text in kept["fields"].items())
    )
    return kept if sound else None
