"""States of pages, called as Reflex calls them, without a browser."""

from types import ModuleType
from typing import Any

import pytest
import reflex as rx

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden


def root() -> rx.State:
    """A page's whole tree of states, as it is when the page is opened."""
    return rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]  # as Reflex makes the root


def state_of(kind: type[rx.State], tree: rx.State | None = None) -> Any:
    """The state of this kind in a tree, or in one of its own."""
    return (tree or root()).get_substate(kind.get_full_name().split("."))


def seen_by(actor: Actor, patch: pytest.MonkeyPatch, module: ModuleType, *more: ModuleType) -> None:
    """Whoever the handlers of these modules ask for is this one."""

    async def current_actor(_state: rx.State, right: str = "") -> Actor:
        if right and right not in actor.rights:
            raise Forbidden(right)
        return actor

    for one in (module, *more):
        patch.setattr(one, "current_actor", current_actor)
