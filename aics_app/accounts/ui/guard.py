"""Default deny: an event reaches its handler only if the handler is marked and the actor satisfies the mark.

Every event handler is a remote procedure that anybody can call over a raw socket, whatever page they are on,
and with whatever arguments: these are checked against its annotations, on which Reflex doesn't insist.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, get_type_hints
from urllib.parse import quote
from uuid import uuid4

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, create_model
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event, EventHandler
from reflex_base.event.processor.base_state_processor import chain_updates
from reflex_base.registry import RegistrationContext

from aics_app.accounts.identity import Identities, token_in_cookie
from aics_app.accounts.models import Actor
from aics_app.core import metrics
from aics_app.core.container import use
from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.events import address
from aics_app.core.log import escaped, request_id
from aics_app.ui import routes
from aics_app.ui.access import MARKER, PUBLIC, SIGNED_IN
from aics_app.ui.answering import answer, answer_all

logger = logging.getLogger(__name__)

FRAMEWORK_OPEN = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "update_vars_internal",
        "handle_frontend_exception",
    }
)
"""Reflex's own handlers that its pages need. `setvar` is not among them: it reaches any `set_*` handler."""

_STORING = frozenset({"hydrate_and_load", "update_vars_internal"})
_SHOWING_ALL = frozenset({"hydrate", "hydrate_and_load"})
MAX_TEXT = 100_000
_SOUND: dict[Any, Any] = {
    bool: Annotated[bool, Strict()],  # Reflex hands "false" on as it is, which is true
    int: Annotated[int, Field(ge=-(2**63), lt=2**63)],
    str: Annotated[str, Field(max_length=MAX_TEXT)],
}


def mark_of(handler: Callable[..., Any]) -> str | None:
    """The right that a handler asks for; None when it is not marked, and therefore nobody's."""
    mark: str | None = getattr(handler, MARKER, None)
    if mark is None and handler.__module__.split(".")[0] in ("reflex", "reflex_base"):
        return PUBLIC if handler.__name__ in FRAMEWORK_OPEN else None
    return mark


@cache
def _arguments_of(handler: Callable[..., Any]) -> type[BaseModel]:
    """A model of the handler's arguments but the first, which is the state."""
    hints = get_type_hints(handler)
    fields: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(handler).parameters.items())[1:]:
        kind = hints.get(name, Any)
        default = ... if parameter.default is inspect.Parameter.empty else parameter.default
        fields[f"of_{name}"] = (_SOUND.get(kind, kind), Field(default, alias=name))
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    return create_model("Arguments", __config__=config, **fields)


def is_sound(handler: Callable[..., Any], payload: dict[str, Any]) -> bool:
    """Whether the payload has the handler's arguments, all of them and no others, each of its type."""
    try:
        _arguments_of(handler).model_validate(payload)
    except ValidationError:
        return False
    return True


@cache
def _kept_by_browsers() -> dict[str, type]:
    """Every var that a browser keeps, by its full name, with its type."""
    return {
        f"{state.get_full_name()}.{name}": field.type_
        for state in _states_below(rx.State)
        for name, field in state.get_fields().items()
        if name in state.base_vars and state._is_client_storage(name)  # noqa: SLF001 - Reflex asks no other way
    }


def _states_below(kind: type[BaseState]) -> Iterator[type[BaseState]]:
    for own in kind.get_substates():
        yield own
        yield from _states_below(own)


def stored(found: dict[str, Any]) -> dict[str, Any]:
    """What a browser kept for us, without names that we don't know and values of other types.

    Anybody can write there; Reflex sets whatever comes, and breaks over a state that an older page had.
    """
    return {name: value for name, value in found.items() if _is_stored(name, value)}


def _is_stored(name: str, value: object) -> bool:
    kind = _kept_by_browsers().get(name.removesuffix(FIELD_MARKER))
    return kind is not None and isinstance(value, kind) and len(str(value)) <= MAX_TEXT


def stand_around(app: App) -> None:
    """Guard every handler, and let its errors be told. Called once, when all handlers are known."""
    app.add_middleware(EventGuard())
    answer_all()


class EventGuard(Middleware):
    """Runs before every event of every kind, inside the state's lock."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """Nothing, and the event goes on; or an update without state, and it ends here."""
        request_id.set(uuid4().hex)
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return _refused(event, "unknown")
        handler: EventHandler = registered.handler
        mark, root = mark_of(handler.fn), state._get_root_state()  # noqa: SLF001 - the framework's own accessor
        address.set(root.router.session.client_ip)
        if mark is None:
            return _refused(event, "unmarked")
        try:
            refused = await _not_admitted(root, event, mark)
        except DatabaseUnavailable as error:  # who asks can't be known; told here, for no handler will
            await chain_updates(await answer(event.name, root, error), "guard", root_state=root)
            return StateUpdate()
        if refused:
            return refused
        if not is_sound(handler.fn, event.payload):
            return _refused(event, "wrong_arguments")
        if handler.fn.__name__ in _SHOWING_ALL and await _is_nobodys(root):
            root.reset()  # it may hold what was shown before the sign-in ended
        if handler.fn.__name__ in _STORING and event.payload.get("vars"):
            event.payload["vars"] = stored(event.payload["vars"])
        metrics.events.labels("accepted").inc()
        return None


async def _not_admitted(root: BaseState, event: Event, mark: str) -> StateUpdate | None:
    """The refusal of whoever lacks the right."""
    if mark == PUBLIC:
        return None
    actor = await use(Identities).find(token_in_cookie(root.router.headers.cookie))
    if actor is None:
        return _refused(event, "not_signed_in", *_to_sign_in(root))
    return None if _satisfies(actor, mark) else _refused(event, "forbidden")


async def _is_nobodys(root: BaseState) -> bool:
    """Whether nobody is signed in behind this page; while the database can't say, the token decides."""
    identities, token = use(Identities), token_in_cookie(root.router.headers.cookie)
    try:
        return await identities.find(token) is None
    except DatabaseUnavailable:
        return identities.tokens.session_id(token) is None


def _satisfies(actor: Actor, mark: str) -> bool:
    return mark == SIGNED_IN or mark in actor.rights


def _refused(event: Event, reason: str, *then: Event) -> StateUpdate:
    """Nothing of the payload in the log: it may be a password or a customer's words."""
    metrics.events.labels(reason).inc()
    logger.warning("event refused, %s: %s", reason, escaped(event.name[:200]))
    return StateUpdate(events=list(then))


def _to_sign_in(root: BaseState) -> list[Event]:
    path = root.router.url.path
    if path in (routes.LOGIN, routes.REGISTER):
        return []
    return Event.from_event_type(rx.redirect(f"{routes.LOGIN}?next={quote(path)}"))
