"""What the customer's page says of his hand-off."""

import re

import reflex as rx

from aics_app.handoff.ui.card import handoff_badge, handoff_card
from aics_app.handoff.ui.states import HandoffState

STATUS = re.compile(r'"data-status":"(\w+)","data-testid":"handoff-status"')


def _statuses(shown: rx.Component) -> list[str]:
    return STATUS.findall(str(shown))


def test_every_standing_has_its_status_and_none_has_two() -> None:
    card = _statuses(handoff_card(HandoffState.agent))
    badge = _statuses(handoff_badge(rx.fragment()))
    assert set(card) == {"queued", "arrived", "expired", "noted", "closed", "rated"}
    assert badge == ["active"]
