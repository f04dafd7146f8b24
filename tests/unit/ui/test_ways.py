"""Whoever reads a conversation is not put on duty by it: the desk is the way only of who has no other."""

import re
from collections.abc import Callable

import pytest
import reflex as rx
from reflex.vars import Var

from aics_app.accounts.ui.states import SessionState
from aics_app.handoff.ui.record import record
from aics_app.tickets.ui.working_side import side
from aics_app.ui.ways import way_to_talk

CHOICE = re.compile(
    r'includes\("conversations\.search"\) \? \("/admin/conversations/"\+[^()]+\)'
    r' : \([^()]+includes\("desk\.work"\) \? \("/desk/"\+[^()]+\) : ""\)\)'
)


def test_who_may_read_all_of_them_is_led_there_and_an_agent_to_his_desk() -> None:
    assert CHOICE.search(str(way_to_talk(Var("talk").to(str), SessionState.permissions)))


@pytest.mark.parametrize("shown", [record, side], ids=["hand-off", "ticket"])
def test_a_hand_off_and_a_ticket_lead_to_their_conversation_by_the_same_choice(
    shown: Callable[[], rx.Component],
) -> None:
    drawn = str(shown())
    assert CHOICE.search(drawn)
    assert "/desk/" not in CHOICE.sub("", drawn)
