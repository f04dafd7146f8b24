"""Every event handler is a door to the street: each is marked with who may pass, the open ones are named."""

from collections.abc import Iterator

from reflex_base.registry import RegistrationContext

from aics_app.accounts.models import Right
from aics_app.accounts.ui.guard import EventGuard, mark_of
from aics_app.aics_app import app
from aics_app.ui.access import PUBLIC, SIGNED_IN

# Whoever adds one says why nobody can learn or change anything through it.
OPEN = {
    "Lang.switch": "the viewer's own language",
    "ReachState.try_again": "reads the same page anew, once the database answers again",
    "SessionState.load": "shows whoever is signed in to themselves",
    "SessionState.require_sign_in": "the same, and sends strangers to sign in",
    "SessionState.require": "the same, and sends away whoever lacks the page's right",
    "InvitedState.open": "reads the address into the page that it stands on",
    "SessionState.rights_changed": "the same, when these have changed while the page is open",
    "SessionState.enter": "the same, and leads to the page of one's work",
}


def test_every_handler_says_who_may_call_it() -> None:
    marks = dict(_marks())
    assert marks, "no handler found: this file no longer knows where they are registered"
    assert [name for name, mark in marks.items() if mark is None] == []


def test_every_mark_is_a_right_that_somebody_can_have() -> None:
    known = {PUBLIC, SIGNED_IN, *Right}
    assert [name for name, mark in _marks() if mark not in known] == []


def test_every_open_handler_is_named_here_and_is_there() -> None:
    assert {name for name, mark in _marks() if mark == PUBLIC} == set(OPEN)


def test_the_guard_stands_before_all_of_them() -> None:
    assert any(isinstance(middleware, EventGuard) for middleware in app._middlewares)


def test_the_errors_of_all_of_them_are_told_on_the_page() -> None:
    known = RegistrationContext.ensure_context().event_handlers.values()
    ours = [one.handler.fn for one in known if one.handler.fn.__module__.startswith("aics_app")]
    assert [fn.__qualname__ for fn in ours if not hasattr(fn, "__wrapped__")] == []


def _marks() -> Iterator[tuple[str, str | None]]:
    """Ours by qualified name, Reflex's own apart; those are in tests/unit/accounts/test_guard.py."""
    for registered in RegistrationContext.ensure_context().event_handlers.values():
        handler = registered.handler.fn
        if handler.__module__.startswith("aics_app"):
            yield handler.__qualname__, mark_of(handler)
