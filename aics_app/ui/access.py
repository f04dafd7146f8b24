"""The marker that says who may call an event handler; `accounts` enforces it, and refuses what has none."""

from collections.abc import Callable
from typing import TypeVar

PUBLIC = "public"
SIGNED_IN = "signed_in"
MARKER = "__aics_access__"

Handler = TypeVar("Handler", bound=Callable[..., object])


def access(right: str) -> Callable[[Handler], Handler]:
    """Name who may call: `PUBLIC`, `SIGNED_IN` or a right such as `chat.ask`. Stands under `@rx.event`."""

    def mark(handler: Handler) -> Handler:
        setattr(handler, MARKER, right)
        return handler

    return mark
