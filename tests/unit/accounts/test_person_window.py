"""What Vera typed in the window of an account or a role is not taken away by what else she does there."""

from pathlib import Path
from typing import Any

import pytest
import reflex as rx

from aics_app.accounts.identity import Identities
from aics_app.accounts.models import Actor
from aics_app.accounts.ui import person
from aics_app.accounts.ui.person import PersonState
from aics_app.accounts.ui.person_window import person_window
from aics_app.accounts.ui.role_window import role_window
from aics_app.core.container import use
from tests.app import people
from tests.states import state_of


def _tab() -> Any:
    return state_of(PersonState)


async def test_a_link_given_anew_and_withdrawn_leaves_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with people(tmp_path) as shop:
        vera = await shop.admin("vera")
        made = await vera.post(
            "/api/users", json={"username": "nora", "role": "USER", "email": "a@b.example"}
        )
        nora = made.json()["user"]["id"]
        actor = await use(Identities).find(vera.headers["authorization"].removeprefix("Bearer "))
        assert actor

        async def current_actor(_state: rx.State, _right: str = "") -> Actor:
            return actor

        monkeypatch.setattr(person, "current_actor", current_actor)
        tab = _tab()
        await PersonState.edit.fn(tab, nora)
        filling, version = tab.opened, tab.chosen.version
        PersonState.set_role.fn(tab, "CUSTOMER_SERVICE")
        await PersonState.give_anew.fn(tab, True)
        assert (tab.opened, tab.role, tab.given.beside) == (filling, "CUSTOMER_SERVICE", True)
        assert (tab.chosen.version, tab.chosen.invited) == (version + 1, "open")
        await PersonState.withdraw.fn(tab)
        assert (tab.opened, tab.role, tab.given.who) == (filling, "CUSTOMER_SERVICE", "")
        assert (tab.chosen.version, tab.chosen.invited) == (version + 2, "")


def test_a_press_beside_a_window_with_a_form_does_not_close_it() -> None:
    for window in (person_window(), role_window()):
        drawn = str(window.render())
        assert "onInteractOutside" in drawn
        assert "preventDefault" in drawn
