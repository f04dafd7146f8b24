"""A workflow being drawn: one step of the pencil at a time, and what is different from another."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from aics_app.core.errors import Invalid
from aics_app.locales import LOCALES
from aics_app.tickets.models import Category
from aics_app.tickets.rules.definition import Document
from aics_app.tickets.rules.soundness import FIELDS, MAX_MINUTES, MOST
from aics_app.tickets.rules.workflow import Need, Who

TEXTS = {"word", "category", "source", "target", "team"}
FIGURES = {"rank", "reply_minutes", "resolve_minutes"}
MAX_TYPED_CHARS = 100
_CHOICES: dict[str, tuple[str, ...]] = {"who": tuple(Who), "needs": tuple(Need)}
_NO_NAMES = dict.fromkeys(LOCALES, "")
_NEW: dict[str, dict[str, Any]] = {
    "statuses": {"word": "", "category": Category.OPEN.value},
    "transitions": {"source": "", "target": "", "who": [Who.ASSIGNEE.value, Who.AGENT.value], "needs": []},
    "priorities": {"word": "", "rank": 0, "reply_minutes": 240, "resolve_minutes": 1440},
    "categories": {"word": "", "team": None},
}


def typed(document: Document, kind: str, place: object, field: str, value: object) -> Document:
    """One field of one part is this now; ways follow a status whose word changes. Raises `Invalid`."""
    drawn, part = _part(document, kind, place)
    if not isinstance(value, str) or len(value) > MAX_TYPED_CHARS:
        raise Invalid(fields={field: "too_long"})
    name, _, locale = field.partition(".")
    if name == "names" and locale in LOCALES:
        part["names"][locale] = value
    elif field in FIGURES & set(FIELDS[kind]):
        part[field] = min(int(value), 10 * MAX_MINUTES) if value.isascii() and value.isdecimal() else 0
    elif field in TEXTS & {*FIELDS[kind], *_NEW[kind]}:
        before, part[field] = part[field], value.strip() or (None if field == "team" else "")
        if (kind, field) == ("statuses", "word") and before:
            _follow(drawn, before, part[field])
    else:
        raise Invalid(fields={field: "choice"})
    return drawn


def _follow(document: Document, before: str, word: str) -> None:
    if all(one["word"] != before for one in document["statuses"]):
        for way in document["transitions"]:
            for end in ("source", "target"):
                way[end] = word if way[end] == before else way[end]


def ticked(document: Document, place: int, field: str, word: str) -> Document:
    """Who may go a way, or what it needs, with or without this one. Raises `Invalid`."""
    drawn, way = _part(document, "transitions", place)
    if word not in _CHOICES.get(field, ()):
        raise Invalid(fields={field: "choice"})
    way[field] = sorted(set(way[field]) ^ {word})
    return drawn


def added(document: Document, kind: str) -> Document:
    """One more at the end, which is to be filled in. Raises `Invalid`."""
    if kind not in MOST or len(document[kind]) >= MOST[kind]:
        raise Invalid(fields={kind: "too_many"})
    part = deepcopy(_NEW[kind]) | {"names": dict(_NO_NAMES)}
    return document | {kind: [*document[kind], part]}


def removed(document: Document, kind: str, place: int) -> Document:
    """One less; with a status go its ways. Raises `Invalid`."""
    drawn, part = _part(document, kind, place)
    del drawn[kind][place]
    if kind == "statuses":
        drawn["transitions"] = [
            way for way in drawn["transitions"] if part["word"] not in (way["source"], way["target"])
        ]
    return drawn


def shifted(document: Document, kind: str, place: int) -> Document:
    """One goes before the one that stands before it. Raises `Invalid`."""
    drawn, part = _part(document, kind, place)
    if place == 0:
        raise Invalid(fields={kind: "range"})
    drawn[kind][place], drawn[kind][place - 1] = drawn[kind][place - 1], part
    return drawn


def escalated(document: Document, field: str, value: object) -> Document:
    """What happens to a broken promise; an empty word is nothing. Raises `Invalid`."""
    if field not in ("team", "priority") or not isinstance(value, str) or len(value) > MAX_TYPED_CHARS:
        raise Invalid(fields={"escalation": "choice"})
    return document | {"escalation": document["escalation"] | {field: value or None}}


def _part(document: Document, kind: str, place: object) -> tuple[Document, dict[str, Any]]:
    """A copy of the document, and the part of the copy that stands at this place."""
    if kind not in MOST or type(place) is not int or place not in range(len(document[kind])):
        raise Invalid(fields={"kind": "choice"})
    drawn = deepcopy(document)
    return drawn, drawn[kind][place]


@dataclass(frozen=True)
class Difference:
    """One part that is there (`+`), is there no more (`-`), or is another (`~`) than before."""

    sign: str
    kind: str
    word: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What was changed between two documents, kind by kind."""
    found = []
    for kind in MOST:
        old, new = _by_word(kind, before), _by_word(kind, after)
        found += [Difference("+", kind, word) for word in new if word not in old]
        found += [Difference("~", kind, word) for word in new if word in old and old[word] != new[word]]
        found += [Difference("-", kind, word) for word in old if word not in new]
        if list(old) != list(new) and set(old) == set(new):
            found.append(Difference("~", kind, ""))
    if before["escalation"] != after["escalation"]:
        found.append(Difference("~", "escalation", ""))
    return found


def _by_word(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "transitions":
        return {f"{way['source']} → {way['target']}": way for way in document[kind]}
    return {one["word"]: one for one in document[kind]}
