"""The handlers of dialog and page, as anybody may call them: what a browser says is not believed."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from aics_app.accounts.models import Actor, Role
from aics_app.core.container import clear, provide
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.settings import Settings, load
from aics_app.stats.ui import exporting, finding, talk
from aics_app.stats.ui.exporting import Choice, ExportsState
from aics_app.stats.ui.finding import FindingState, Wanted
from aics_app.stats.ui.talk import TalkReadingState
from aics_app.ui.hub import PageHub
from tests.states import root, seen_by, state_of
from tests.unit.stats.exports.conftest import Company
from tests.unit.stats.page import Watching


class Page:
    """What one tab holds."""

    def __init__(self) -> None:
        self._root = root()

    def state(self, kind: type[rx.State]) -> Any:
        return state_of(kind, self._root)

    def stands_on(self, path: str) -> None:
        self._root.router = RouterData.from_router_data({"asPath": path})


@pytest.fixture
async def page(company: Company, tmp_path: Path) -> AsyncIterator[Page]:
    clear()
    provide(Database, company.db)
    provide(Settings, load({"APP_DATA_DIR": str(tmp_path)}))
    provide(PageHub, Mock(spec=PageHub))
    yield Page()
    clear()


def looks(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    seen_by(actor, monkeypatch, exporting, finding, talk)


async def test_vera_starts_sees_and_cancels_an_export(
    page: Page, vera: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, vera)
    dialog = page.state(ExportsState)
    await ExportsState.open.fn(dialog, "2026-03-08", "2026-03-02", "nonsense", "yes", "Asia/Tokyo")
    assert (dialog.is_open, dialog.loaded, list(dialog.rows)) == (True, True, [])
    assert (dialog.choice.by, dialog.choice.business, dialog.choice.zone) == ("day", False, "Asia/Tokyo")
    await ExportsState.open.fn(dialog, "2026-03-08", "2026-03-02", "nonsense", "yes", "../nowhere")
    assert dialog.choice.zone == ""
    await ExportsState.start.fn(dialog)
    assert (dialog.fault, list(dialog.rows)) == ("before_from", [])
    ExportsState.choose.fn(dialog, "last", "")
    await ExportsState.start.fn(dialog)
    assert dialog.fault == "date"
    ExportsState.choose.fn(dialog, "last", "2026-03-09")
    ExportsState.turn.fn(dialog, "rows", False)
    await ExportsState.start.fn(dialog)
    (row,) = dialog.rows
    assert (dialog.fault, row.status, row.days) == ("", "queued", "2026-03-08 – 2026-03-09")
    await ExportsState.cancel.fn(dialog, row.id)
    assert [one.status for one in dialog.rows] == ["cancelled"]
    for nonsense in ("1", True, 0, None, 2**63):
        with pytest.raises(Invalid):
            await ExportsState.cancel.fn(dialog, nonsense)
    with pytest.raises(NotFound):
        await ExportsState.cancel.fn(dialog, 4711)


async def test_an_open_dialog_that_vera_left_by_the_browsers_back_is_closed_by_the_next_news(
    page: Page, vera: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, vera)
    hub = Watching()
    provide(PageHub, hub)  # type: ignore[type-abstract,arg-type]  # all that is asked of a hub
    page.stands_on("/admin")
    dialog = page.state(ExportsState)
    await ExportsState.open.fn(dialog, "2026-03-02", "2026-03-08", "day", False)
    await ExportsState.reload.fn(dialog)
    assert (dialog.is_open, hub.slots) == (True, {"exports"})
    page.stands_on("/admin/rows")
    await ExportsState.reload.fn(dialog)
    assert (dialog.is_open, hub.slots) == (False, set())


async def test_the_dialogs_fields_take_nothing_else(page: Page) -> None:
    dialog = page.state(ExportsState)
    for name, value in (("is_open", "x"), ("rows", "x"), ("first", 7)):
        with pytest.raises(Invalid):
            ExportsState.choose.fn(dialog, name, value)
    with pytest.raises(Invalid):
        ExportsState.turn.fn(dialog, "first", True)
    assert dialog.choice.first == Choice().first


async def test_agents_have_no_use_for_either(
    company: Company, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, await company.person("anna", Role.AGENT))
    dialog, finder = page.state(ExportsState), page.state(FindingState)
    for call in (
        ExportsState.open.fn(dialog, "2026-03-02", "2026-03-08", "day", False),
        ExportsState.start.fn(dialog),
        ExportsState.cancel.fn(dialog, 1),
        ExportsState.reload.fn(dialog),
        FindingState.reload.fn(finder),
        FindingState.choose.fn(finder, "q", "x"),
        FindingState.show_more.fn(finder),
        TalkReadingState.open.fn(page.state(TalkReadingState)),
        TalkReadingState.show_earlier.fn(page.state(TalkReadingState)),
    ):
        with pytest.raises(Forbidden):
            await call
    assert (list(dialog.rows), list(finder.rows)) == ([], [])


async def test_vera_finds_a_conversation(
    company: Company, page: Page, vera: Actor, lena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, vera)
    own = await company.talk(lena, 1, title="The lamp")
    await company.talk(lena, 2, title="A refund")
    finder = page.state(FindingState)
    await FindingState.reload.fn(finder)
    assert {row.title for row in finder.rows} == {"The lamp", "A refund"}
    await FindingState.choose.fn(finder, "q", "lamp")
    assert [row.id for row in finder.rows] == [own]
    assert (finder.loaded, finder.failed, finder.next_cursor) == (True, False, "")
    for name, value in (("rows", "x"), ("q", 7)):
        with pytest.raises(Invalid):
            await FindingState.choose.fn(finder, name, value)
    await FindingState.clear.fn(finder)
    assert (finder.wanted, len(finder.rows)) == (Wanted(), 2)
