"""The chat's page when its data was away: what a customer asks then is seen like anything else."""

from unittest.mock import Mock

import pytest

from aics_app.accounts import identity
from aics_app.chat.ui.states import ChatState
from aics_app.core.container import provide
from aics_app.ui.hub import PageHub
from aics_app.ui.reach import ReachState
from tests.tab import Tab, possible_outage
from tests.unit.chat.conftest import MakeDesk

ASK = f"{ChatState.get_full_name()}.ask"


async def test_a_page_that_could_not_be_opened_shows_what_is_asked_on_it(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "REMEMBERED_S", 0.0)
    async with make_desk() as desk:
        provide(PageHub, Mock(spec=PageHub))
        lena = await desk.person("lena")
        answer = await desk.answered(lena, "How long does a parcel take?")
        tab = Tab(f"/chat/{answer.session_id}", await desk.shop.token("lena"))
        with possible_outage() as outage:
            outage.begin()
            await tab.open()
        assert (tab.shown(ReachState)["away"], tab.shown(ChatState)["loaded"]) == (True, False)
        await tab.call(ASK, text="And to an island?", client_id="0123456789abcdef")
        assert tab.shown(ChatState)["loaded"] is True
        assert [one.text for one in tab.shown(ChatState)["messages"]][-2] == "And to an island?"
