"""What a list is filtered by stands in its address, so that it can be kept, sent and come back to."""

import json
from collections.abc import Collection, Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from reflex.event import EventSpec, run_script

from aics_app.core.days import day_from
from aics_app.core.text import one_line

MAX_TEXT = 100
DAYS = ("since", "until")


class Wanted(Protocol):
    """A dataclass of texts, each with what is usual when it is not asked for."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def names_of(wanted: type[Wanted]) -> tuple[str, ...]:
    """What can be asked for."""
    return tuple(one.name for one in fields(wanted))


def sound(
    wanted: type[Wanted], said: Mapping[str, object], choices: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """What an address or a page asks for; a choice or a day that there is not asks for nothing."""
    own = {name: one_line(str(said.get(name, "")), MAX_TEXT) for name in names_of(wanted)}
    for name, words in choices.items():
        own[name] = own[name] if own[name] in words else ""
    for name in DAYS:
        own[name] = own[name] if day_from(own[name]) else ""
    return own


def filled(wanted: Wanted) -> dict[str, str]:
    """As an address says it: only what is asked for, without what is usual."""
    values = ((one, getattr(wanted, one.name)) for one in fields(wanted))
    return {one.name: value for one, value in values if value != one.default}


def address_of(path: str, said: Mapping[str, str]) -> str:
    """A page of this site that asks for this."""
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{path}?{query}" if query else path


def show_address(path: str, said: Mapping[str, str]) -> EventSpec:
    """Let the browser's address say what is shown, without a step in its history."""
    return run_script(f"history.replaceState(history.state, '', {json.dumps(address_of(path, said))})")
