"""A handler of a page is called by anybody with anything."""

from types import SimpleNamespace

import pytest

from aics_app.core.errors import Invalid
from aics_app.notices.ui.states import MailsState, NoticesState


@pytest.mark.parametrize("notice_id", [0, -1, 2**63, True, "1", None, 1.5])
async def test_what_is_no_notice_is_refused(notice_id: object) -> None:
    with pytest.raises(Invalid):
        await NoticesState.read.fn(SimpleNamespace(), notice_id)  # type: ignore[attr-defined]  # Reflex made it an event


@pytest.mark.parametrize("wanted", ["x", 1, None, []])
async def test_mails_are_wanted_or_not(wanted: object) -> None:
    with pytest.raises(Invalid):
        await MailsState.choose.fn(SimpleNamespace(), wanted)  # type: ignore[attr-defined]  # as above


async def test_the_list_is_open_or_closed() -> None:
    async def load() -> None: ...

    page = SimpleNamespace(load=load)
    await NoticesState.turn.fn(page, "x" * 1000)  # type: ignore[attr-defined]  # as above
    assert page.is_open is False
