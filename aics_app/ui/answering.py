"""What becomes of an error in an event handler: its page learns of it, and of all that the handler noted.

Reflex shows a page what has changed only when a handler returns. One that raises would show neither `failed`
nor what it refused before the page's next event, and with Redis never.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from reflex.event import EventSpec
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState
from reflex_base.event import Event
from reflex_base.registry import RegisteredEventHandler, RegistrationContext

from aics_app.core.errors import AppError, DatabaseUnavailable
from aics_app.ui.reach import ReachState, note_away
from aics_app.ui.told import told

Handler = Callable[..., Any]


def answer_all() -> None:
    """From now on every handler of ours ends in words. Called once, when all of them are known."""
    handlers = RegistrationContext.ensure_context().event_handlers
    for name, registered in handlers.items():
        if registered.handler.fn.__module__.startswith("aics_app."):
            handlers[name] = answering(name, registered)


def answering(name: str, registered: RegisteredEventHandler) -> RegisteredEventHandler:
    """The handler as events of this name reach it; who calls the state's own method still gets the error."""
    make = _generating if inspect.isasyncgenfunction(registered.handler.fn) else _returning
    return replace(registered, handler=replace(registered.handler, fn=make(name, registered.handler.fn)))


def _returning(name: str, handle: Handler) -> Handler:
    @wraps(handle)
    async def handled(state: BaseState, **payload: Any) -> Any:
        try:
            result = handle(state, **payload)
            return await result if inspect.isawaitable(result) else result
        except AppError as error:
            return await _noted(name, state, error)

    return handled


def _generating(name: str, handle: Handler) -> Handler:
    @wraps(handle)
    async def handled(state: BaseState, **payload: Any) -> AsyncIterator[Any]:
        try:
            async for events in handle(state, **payload):
                yield events
        except AppError as error:
            yield await _noted(name, state, error)

    return handled


async def _noted(name: str, state: BaseState, error: AppError) -> EventSpec | None:
    if not isinstance(state, StateProxy):
        return await answer(name, state, error)
    async with state:  # a handler in the background holds no lock
        return await answer(name, state, error)


async def answer(name: str, state: BaseState, error: AppError) -> EventSpec | None:
    """What the page is told of an error in the handler of this name."""
    if isinstance(error, DatabaseUnavailable):
        await note_away(state)
        if name in _by_itself(state):
            return None  # nobody did anything: the line on the page says it
    return told(error)


def _by_itself(state: BaseState) -> set[str]:
    """The events that this page calls by itself: those that fill it, and those that try again."""
    filling = RegistrationContext.get().app.get_load_events(state.router.url.path)
    return {event.name for event in Event.from_event_type([*filling, ReachState.try_again])}
