"""The editor's handlers as anybody may call them: arguments and the stored draft come from the browser."""

import json

import pytest
import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid
from aics_app.knowledge import queries
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.ui import editing, listing
from aics_app.knowledge.ui.editing import MOST_KEPT, EditorState, _kept
from aics_app.knowledge.ui.listing import KnowledgeState
from tests.states import root, state_of
from tests.unit.knowledge.conftest import LENA, REFUND, VERA, Shelf

FORM = {
    "question": REFUND.question,
    "answer": REFUND.answer,
    "category": "refund",
    "language": "zh",
    "similar": "想退钱\n退款入口在哪",
    "enabled": "on",
}


@pytest.fixture
def page(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> rx.State:
    """A page of Vera's."""
    clear()
    provide(Database, shelf.db)
    _seen_by(VERA, monkeypatch)
    return root()


def _seen_by(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def current_actor(_state: rx.State, right: str = "") -> Actor:
        return actor

    for module in (editing, listing):
        monkeypatch.setattr(module, "current_actor", current_actor)


def _editor(page: rx.State) -> EditorState:
    state = state_of(EditorState, page)
    assert isinstance(state, EditorState)
    return state


async def test_a_new_entry_is_saved_and_the_draft_is_gone(page: rx.State, shelf: Shelf) -> None:
    editor = _editor(page)
    await EditorState.new.fn(editor)
    EditorState.keep.fn(editor, editor.opened, "question", "怎么")
    assert "怎么" in editor.draft
    await EditorState.save.fn(editor, FORM)
    assert (editor.is_open, editor.draft) == (False, "")
    async with shelf.db.reading() as session:
        found, _ = await queries.listed(session, VERA, Filter())
    assert [one.draft for one in found] == [REFUND]


async def test_a_key_that_comes_after_the_save_is_ignored(page: rx.State) -> None:
    editor = _editor(page)
    await EditorState.new.fn(editor)
    opened = editor.opened
    await EditorState.save.fn(editor, FORM)
    EditorState.keep.fn(editor, opened, "answer", "late")
    assert editor.draft == ""


async def test_what_is_refused_stays_open_with_its_draft(page: rx.State) -> None:
    editor = _editor(page)
    await EditorState.new.fn(editor)
    await EditorState.save.fn(editor, {**FORM, "question": " "})
    assert (editor.is_open, editor.faults) == (True, {"question": "required"})
    assert json.loads(editor.draft)["fields"]["answer"] == REFUND.answer


async def test_a_question_that_is_taken_is_told_beside_its_field(page: rx.State, shelf: Shelf) -> None:
    await shelf.with_refund()
    editor = _editor(page)
    await EditorState.new.fn(editor)
    await EditorState.save.fn(editor, FORM)
    assert (editor.faults, editor.taken) == ({"question": "taken"}, REFUND.question)
    await EditorState.save.fn(editor, {**FORM, "question": "另一个问题"})
    assert editor.faults == {"similar": "taken"}


async def test_a_closed_editor_keeps_the_draft_for_its_own_entry_only(page: rx.State, shelf: Shelf) -> None:
    made = await shelf.with_refund()
    editor = _editor(page)
    await EditorState.new.fn(editor)
    EditorState.keep.fn(editor, editor.opened, "answer", "halb")
    EditorState.show.fn(editor, False)
    await EditorState.edit.fn(editor, made.faq.id)
    assert (editor.shown.answer, editor.restored) == (REFUND.answer, False)
    await EditorState.new.fn(editor)
    assert (editor.shown.answer, editor.restored) == ("halb", True)
    await EditorState.start_over.fn(editor)
    assert editor.shown.answer == ""


@pytest.mark.parametrize("faq_id", ["1", None, True, [1], {"id": 1}, 1.5])
async def test_only_a_number_names_an_entry(page: rx.State, faq_id: object) -> None:
    with pytest.raises(Invalid):
        await EditorState.edit.fn(_editor(page), faq_id)


@pytest.mark.parametrize(("field", "value"), [("id", "1"), ("draft", "x"), ("answer", 5), ("answer", None)])
def test_only_known_fields_are_kept(page: rx.State, field: str, value: object) -> None:
    editor = _editor(page)
    with pytest.raises(Invalid):
        EditorState.keep.fn(editor, editor.opened, field, value)


async def test_a_filter_that_does_not_exist_is_refused(page: rx.State) -> None:
    state = state_of(KnowledgeState, page)
    for by, value in (("owner", "vera"), ("language", "fr"), ("status", "gone")):
        with pytest.raises(Invalid):
            await KnowledgeState.choose.fn(state, by, value)


async def test_the_actions_ask_again_whatever_the_page_thinks(
    page: rx.State, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await shelf.with_refund()
    editor = _editor(page)
    await EditorState.edit.fn(editor, made.faq.id)
    _seen_by(LENA, monkeypatch)
    for call in (lambda: EditorState.save.fn(editor, FORM), lambda: EditorState.remove.fn(editor)):
        with pytest.raises(Forbidden):
            await call()
    async with shelf.db.reading() as session:
        assert (await queries.get(session, VERA, made.faq.id or 0)).faq.version == 1


@pytest.mark.parametrize(
    "stored",
    [
        None,
        5,
        [],
        {"id": 1},
        "",
        "nonsense",
        "[]",
        '{"id": 1}',
        '{"id": "1", "version": 1, "open": true, "fields": {}}',
        '{"id": 1, "version": 1, "open": "yes", "fields": {}}',
        '{"id": 1, "version": 1, "open": true, "fields": {"faults": "x"}}',
        '{"id": 1, "version": 1, "open": true, "fields": {"answer": 5}}',
        '{"id": 1, "version": 1, "open": true, "fields": {"answer": "' + "x" * MOST_KEPT + '"}}',
    ],
)
def test_a_draft_of_somebody_elses_making_is_none(stored: object) -> None:
    assert _kept(stored) is None
