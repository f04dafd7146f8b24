"""The handlers of the canned replies' page as anybody may call them: all arguments come from the browser."""

from pathlib import Path

import pytest

from aics_app.accounts.models import Actor
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.desk import actions, queries
from aics_app.desk.actions import Change
from aics_app.desk.errors import CannedReplyNotFound, ShortcutTaken
from aics_app.desk.queries import CannedFilter
from aics_app.desk.rules.canned import Draft
from aics_app.desk.ui import replies, reply_editing
from aics_app.desk.ui.replies import RepliesState
from aics_app.desk.ui.reply_editing import ReplyEditorState
from aics_app.settings import Settings, load
from tests.states import root, seen_by, state_of
from tests.unit.handoff.conftest import NOON, Floor, after

FORM = {"shortcut": "/hello", "title": "", "text": "Hello {{customer}}.", "language": "en"}


class Desk:
    """One page, and who looks at it."""

    def __init__(self, floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.floor = floor
        self._patch = monkeypatch
        tree = root()
        editor, listing = state_of(ReplyEditorState, tree), state_of(RepliesState, tree)
        assert isinstance(editor, ReplyEditorState)
        assert isinstance(listing, RepliesState)
        self.editor, self.listing = editor, listing

    def seen_by(self, actor: Actor) -> None:
        seen_by(actor, self._patch, replies, reply_editing)

    async def shortcuts(self, actor: Actor) -> list[str]:
        found, _ = await self.floor.read(queries.canned_replies, actor, CannedFilter())
        return [one.shortcut for one in found]


@pytest.fixture
def desk(floor: Floor, otto: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    clear()
    provide(Database, floor.db)
    provide(Settings, load({"APP_DATA_DIR": str(tmp_path), "APP_NAME": "Acorn"}))
    made = Desk(floor, monkeypatch)
    made.seen_by(otto)
    return made


async def test_what_is_written_is_tried_kept_and_listed(desk: Desk, otto: Actor) -> None:
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.try_out.fn(desk.editor, "{{agent}} of {{company}}, {{weather}}")
    assert (desk.editor.preview, desk.editor.unknown) == ("Otto of Acorn, {{weather}}", ["weather"])
    await ReplyEditorState.save.fn(desk.editor, FORM)
    assert desk.editor.is_open is False
    await RepliesState.open.fn(desk.listing)
    assert [(row.shortcut, row.title, row.shared) for row in desk.listing.rows] == [
        ("hello", "Hello {{customer}}.", False)
    ]


async def test_what_is_refused_stays_open_with_the_reason(desk: Desk) -> None:
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, {**FORM, "shortcut": "a b", "text": " "})
    assert desk.editor.faults == {"shortcut": "shortcut_form", "text": "required"}
    await ReplyEditorState.save.fn(desk.editor, FORM)
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, FORM)
    assert (desk.editor.is_open, desk.editor.faults) == (True, {"shortcut": "taken"})


async def test_a_stale_save_names_the_newest_and_mine_may_stand(desk: Desk, otto: Actor) -> None:
    made = await desk.floor.do(actions.create, otto, Draft("hello", "Hi", "Hi."), NOON)
    await ReplyEditorState.edit.fn(desk.editor, made.id)
    other = Change(Draft("hello", "Hi", "Ho."), version=1)
    await desk.floor.do(actions.change, otto, made.id, other, after(1))
    await ReplyEditorState.save.fn(desk.editor, FORM)
    assert (desk.editor.is_open, desk.editor.newest) == (True, 2)
    ReplyEditorState.overwrite.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, FORM)
    found = await desk.floor.read(queries.get_canned_reply, otto, made.id)
    assert (found.text, found.version) == ("Hello {{customer}}.", 3)


async def test_a_shared_one_is_copied_not_changed(desk: Desk, otto: Actor, vera: Actor) -> None:
    shared = await desk.floor.do(actions.create, vera, Draft("bye", "Bye", "Bye.", shared=True), NOON)
    await ReplyEditorState.edit.fn(desk.editor, shared.id)
    assert desk.editor.may_write is False
    with pytest.raises(Forbidden):
        await ReplyEditorState.save.fn(desk.editor, FORM)
    with pytest.raises(Forbidden):
        await ReplyEditorState.remove.fn(desk.editor)
    ReplyEditorState.copy.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, {**FORM, "shortcut": "bye", "shared": ""})
    assert await desk.shortcuts(otto) == ["bye", "bye"]
    with pytest.raises(Forbidden):
        await ReplyEditorState.save.fn(desk.editor, {**FORM, "shared": "on"})


async def test_what_was_deleted_is_brought_back_once(desk: Desk, otto: Actor, olga: Actor) -> None:
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, FORM)
    (kept,), _ = await desk.floor.read(queries.canned_replies, otto, CannedFilter())
    await ReplyEditorState.edit.fn(desk.editor, kept.id)
    await ReplyEditorState.remove.fn(desk.editor)
    assert await desk.shortcuts(otto) == []
    await ReplyEditorState.restore.fn(desk.editor, kept.id)
    (back,), _ = await desk.floor.read(queries.canned_replies, otto, CannedFilter())
    assert (back.shortcut, back.title, back.text, back.language, back.is_shared) == (
        kept.shortcut,
        kept.title,
        kept.text,
        kept.language,
        kept.is_shared,
    )
    with pytest.raises(NotFound):
        await ReplyEditorState.restore.fn(desk.editor, kept.id)
    assert await desk.shortcuts(olga) == []


async def test_of_two_that_were_deleted_each_comes_back_and_what_is_edited_stays_open(
    desk: Desk, otto: Actor
) -> None:
    ids = []
    for shortcut in ("first", "second"):
        await ReplyEditorState.new.fn(desk.editor)
        await ReplyEditorState.save.fn(desk.editor, {**FORM, "shortcut": shortcut})
    kept, _ = await desk.floor.read(queries.canned_replies, otto, CannedFilter())
    for one in kept:
        await ReplyEditorState.edit.fn(desk.editor, one.id)
        await ReplyEditorState.remove.fn(desk.editor)
        ids.append(one.id)
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.restore.fn(desk.editor, ids[0])
    assert desk.editor.is_open
    assert await desk.shortcuts(otto) == [kept[0].shortcut]
    await ReplyEditorState.restore.fn(desk.editor, ids[1])
    assert await desk.shortcuts(otto) == ["first", "second"]


async def test_what_is_brought_back_too_late_leaves_the_new_one_alone(desk: Desk, otto: Actor) -> None:
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, FORM)
    (kept,), _ = await desk.floor.read(queries.canned_replies, otto, CannedFilter())
    await ReplyEditorState.edit.fn(desk.editor, kept.id)
    await ReplyEditorState.remove.fn(desk.editor)
    await ReplyEditorState.new.fn(desk.editor)
    await ReplyEditorState.save.fn(desk.editor, {**FORM, "text": "Another one."})
    with pytest.raises(ShortcutTaken):
        await ReplyEditorState.restore.fn(desk.editor, kept.id)
    (still,), _ = await desk.floor.read(queries.canned_replies, otto, CannedFilter())
    assert still.text == "Another one."


async def test_customers_and_strangers_get_nowhere(desk: Desk, otto: Actor, olga: Actor, lena: Actor) -> None:
    own = await desk.floor.do(actions.create, otto, Draft("hello", "Hi", "Hi."), NOON)
    desk.seen_by(olga)
    with pytest.raises(CannedReplyNotFound):
        await ReplyEditorState.edit.fn(desk.editor, own.id)
    desk.editor.reply_id, desk.editor.version = own.id or 0, 1
    desk.seen_by(lena)
    for call in (
        lambda: RepliesState.open.fn(desk.listing),
        lambda: ReplyEditorState.new.fn(desk.editor),
        lambda: ReplyEditorState.save.fn(desk.editor, FORM),
        lambda: ReplyEditorState.remove.fn(desk.editor),
        lambda: ReplyEditorState.restore.fn(desk.editor, own.id or 0),
        lambda: ReplyEditorState.try_out.fn(desk.editor, "x"),
    ):
        with pytest.raises(Forbidden):
            await call()
    assert await desk.shortcuts(otto) == ["hello"]


@pytest.mark.parametrize("reply_id", ["1", None, True, [1], 0, -1, 2**63, 1.5])
async def test_only_a_number_names_a_reply(desk: Desk, reply_id: object) -> None:
    with pytest.raises(Invalid):
        await ReplyEditorState.edit.fn(desk.editor, reply_id)


@pytest.mark.parametrize("nonsense", [None, [], "x", 5])
async def test_a_form_that_is_none_is_refused(desk: Desk, nonsense: object) -> None:
    with pytest.raises(Invalid):
        await ReplyEditorState.save.fn(desk.editor, nonsense)


@pytest.mark.parametrize("scope", ["mine", None, [], {"all": 1}])
async def test_a_scope_that_does_not_exist_is_refused(desk: Desk, scope: object) -> None:
    with pytest.raises(Invalid):
        await RepliesState.choose.fn(desk.listing, scope)
