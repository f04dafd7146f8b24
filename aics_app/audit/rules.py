"""What is looked for in the audit, and how a line of it is written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aics_app.core.days import between, day_from
from aics_app.core.errors import Invalid
from aics_app.core.inputs import ID_DIGITS
from aics_app.core.text import one_line

MAX_WORD = 64
MAX_ID = 64
EVERYTHING = "1"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""East Asian spreadsheets take the wide ones, too."""


@dataclass(frozen=True)
class Wanted:
    """Filters as they stand in the address; empty is any. Without `all`, administration and sign-ins only."""

    actor: str = ""
    event: str = ""
    subject: str = ""
    id: str = ""
    since: str = ""
    until: str = ""
    all: str = ""


@dataclass(frozen=True)
class Filter:
    """The same as the database is asked; `until` is not within."""

    actor_id: int | None = None
    event: str = ""
    subject_type: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    everything: bool = False


def wanted_of(said: Mapping[str, str]) -> Wanted:
    """What an address or a page asks for; nonsense asks for nothing."""
    own = {name: one_line(str(said.get(name, "")), MAX_WORD) for name in Wanted.__dataclass_fields__}
    own["actor"] = own["actor"] if own["actor"].isdecimal() and len(own["actor"]) <= ID_DIGITS else ""
    own["all"] = EVERYTHING if own["all"] == EVERYTHING else ""
    for name in ("since", "until"):
        own[name] = own[name] if day_from(own[name]) else ""
    return Wanted(**own)


def filter_of(wanted: Wanted, timezone: str) -> Filter:
    """Days are the company's own, the last one included. Raises `Invalid` when they end before they begin."""
    since, until = between(wanted.since, wanted.until, timezone)
    return sound(
        Filter(
            actor_id=int(wanted.actor) if wanted.actor else None,
            event=wanted.event,
            subject_type=wanted.subject,
            subject_id=wanted.id,
            since=since,
            until=until,
            everything=bool(wanted.all),
        )
    )


def sound(wanted: Filter) -> Filter:
    """Raises `Invalid` when it ends before it begins."""
    if wanted.since and wanted.until and wanted.since >= wanted.until:
        raise Invalid(fields={"until": "range"})
    # A subject or a kind that is asked for by name is meant whole.
    return replace(wanted, everything=wanted.everything or bool(wanted.event or wanted.subject_id))


def parts_of(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """What it was before, what it is after, and the rest: as they are read."""
    rest = {name: value for name, value in data.items() if name not in ("before", "after")}
    return _read(data.get("before", "")), _read(data.get("after", "")), _read(rest) if rest else ""


@dataclass(frozen=True)
class Difference:
    """One thing that is another than before; `name` is empty when it is all there is."""

    name: str
    before: Any
    after: Any


def differences(before: str, after: str) -> list[Difference]:
    """What `parts_of` read, without what stayed the same: of objects their fields, of lists their items."""
    was, now = _parsed(before), _parsed(after)
    if isinstance(was, dict) and isinstance(now, dict):
        names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        return [Difference(name, *_apart(was.get(name, ""), now.get(name, ""))) for name in names]
    return [Difference("", *_apart(was, now))] if before or after else []


def rest_of(rest: str, *, but: str = "") -> dict[str, Any]:
    """What `parts_of` read of the rest, by name, without what says nothing and what the line says anyhow."""
    said = _parsed(rest)
    if not isinstance(said, dict):
        return {"": rest} if rest else {}
    return {name: value for name, value in said.items() if value not in ("", None, [], {}, but)}


def _apart(was: Any, now: Any) -> tuple[Any, Any]:
    if isinstance(was, list) and isinstance(now, list):
        return [one for one in was if one not in now], [one for one in now if one not in was]
    return was, now


def _parsed(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _read(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
