"""What a page does by itself it leaves while its data is away: each turn would fail, and say so."""

import pytest
import reflex as rx

from aics_app.chat.ui.people import PersonState
from aics_app.notices.ui.states import NoticesState
from aics_app.ui.connection import is_away
from aics_app.ui.every import every, shown


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (every(20, NoticesState.load), "Every"),
        (shown(PersonState.last_id, PersonState.saw, PersonState.received), "Shown"),
    ],
)
def test_it_stands_on_the_page_only_while_there_is_data(part: rx.Component, name: str) -> None:
    (choice,) = part.render()["children"]
    assert choice["cond_state"] == str(is_away)
    assert f"'name': '{name}'" not in str(choice["true_value"])
    assert f"'name': '{name}'" in str(choice["false_value"])
