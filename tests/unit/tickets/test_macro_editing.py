"""The handlers of the macros' page as anybody may call them: all arguments come from the browser."""

from typing import Any

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.tickets import actions, queries
from aics_app.tickets.errors import MacroChanged
from aics_app.tickets.models import MAX_CONTENT_CHARS, Macro
from aics_app.tickets.rules.macros import Acts, Draft
from aics_app.tickets.ui import macro_editing, macro_list
from aics_app.tickets.ui.macro_editing import MacroEditorState
from aics_app.tickets.ui.macro_list import MacrosState
from tests.states import root, seen_by, state_of
from tests.unit.tickets.conftest import NOON, Counter, after

FORM = {"name": "Sent", "status": "CLOSED", "tags": "lamp， sent", "reply": "On its way, {{customer}}."}


class Page:
    """The page, and who looks at it."""

    def __init__(self, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counter, self._patch = counter, monkeypatch
        tree = root()
        editor, listing = state_of(MacroEditorState, tree), state_of(MacrosState, tree)
        assert isinstance(editor, MacroEditorState)
        assert isinstance(listing, MacrosState)
        self.editor, self.listing = editor, listing

    def seen_by(self, actor: Actor) -> None:
        seen_by(actor, self._patch, macro_editing, macro_list)

    async def save(self, **fields: Any) -> dict[str, str]:
        """What is wrong with the fields."""
        await self.editor.save({**FORM, **fields})
        return dict(self.editor.faults)

    async def macros(self, actor: Actor) -> list[Macro]:
        return await self.counter.read(queries.macros, actor)


@pytest.fixture
def page(counter: Counter, anna: Actor, monkeypatch: pytest.MonkeyPatch) -> Page:
    clear()
    provide(Database, counter.db)
    made = Page(counter, monkeypatch)
    made.seen_by(anna)
    return made


async def test_anna_writes_one_changes_it_and_deletes_it(page: Page, anna: Actor, ben: Actor) -> None:
    await page.editor.new()
    assert [one.word for one in page.editor.words.statuses][:2] == ["PENDING", "PROCESSING"]
    assert await page.save() == {}
    assert page.editor.is_open is False
    (made,) = await page.macros(anna)
    assert (made.name, made.acts["tags"], made.owner_id) == ("Sent", ["lamp", "sent"], anna.user_id)
    await page.editor.edit(made.id)
    assert (page.editor.shown.tags, page.editor.may_write) == ("lamp, sent", True)
    assert await page.save(name="Sent today", status="") == {}
    await page.listing.open()
    (row,) = page.listing.rows
    assert (row.name, row.shared, [act.kind for act in row.acts]) == ("Sent today", False, ["tags"])
    assert await page.macros(ben) == []
    await page.editor.edit(made.id)
    await page.editor.remove()
    assert await page.macros(anna) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "n" * 61}, "name"),
        ({"name": "n" * 5000}, "name"),
        ({"status": "NOWHERE"}, "status"),
        ({"handler": "ben"}, "handler"),
        ({"tags": "t" * 31}, "tags"),
        ({"reply": "r" * (MAX_CONTENT_CHARS + 1)}, "reply"),
        ({"status": "", "tags": " , ", "reply": ""}, "acts"),
    ],
)
async def test_what_makes_no_sense_stays_in_its_field(
    page: Page, anna: Actor, wrong: dict[str, str], field: str
) -> None:
    await page.editor.new()
    try:
        faults = await page.save(**wrong)
    except Invalid as error:
        faults = error.fields
    assert list(faults) == [field]
    assert await page.macros(anna) == []


async def test_everybodys_are_written_by_who_may_share(page: Page, anna: Actor, ada: Actor) -> None:
    await page.editor.new()
    with pytest.raises(Forbidden):
        await page.save(shared="on")
    page.seen_by(ada)
    await page.editor.new()
    assert await page.save(shared="on") == {}
    (shared,) = await page.macros(anna)
    page.seen_by(anna)
    await page.editor.edit(shared.id)
    assert (page.editor.may_write, page.editor.shown.shared) == (False, True)
    for act in (page.editor.save(FORM), page.editor.remove()):
        with pytest.raises(Forbidden):
            await act
    assert [one.version for one in await page.macros(anna)] == [0]


async def test_anothers_own_is_not_there_and_what_is_no_id_is_refused(page: Page, ben: Actor) -> None:
    own = await page.counter.do(actions.create_macro, ben, _draft("Ben's"), at=NOON)
    with pytest.raises(NotFound):
        await page.editor.edit(own.id)
    for junk in ("1", None, True, -1, 2**63):
        with pytest.raises(Invalid):
            await page.editor.edit(junk)
    for form in (None, ["a"], {"name": ["a"]}, {"name": {"a": 1}}):
        with pytest.raises(Invalid):
            await page.editor.save(form)


async def test_whoever_saves_second_is_asked_whose_shall_stand(page: Page, anna: Actor) -> None:
    made = await page.counter.do(actions.create_macro, anna, _draft("First"), at=NOON)
    await page.editor.edit(made.id)
    await page.counter.do(actions.change_macro, anna, made.id, _draft("Other tab"), version=0, at=after(1))
    assert await page.save(name="This tab") == {}
    assert (page.editor.newest, [one.name for one in await page.macros(anna)]) == (1, ["Other tab"])
    with pytest.raises(MacroChanged):
        await page.editor.remove()
    page.editor.overwrite()
    assert await page.save(name="This tab") == {}
    assert [one.name for one in await page.macros(anna)] == ["This tab"]


def _draft(name: str) -> Draft:
    return Draft(name, Acts(priority="HIGH"))
