"""Whether a workflow that somebody drew makes sense: every fault at once, each at its place in the document.

Places are dotted (`statuses.0.names.en`), faults are codes. What comes in may be anything that JSON can say.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from aics_app.core.errors import Invalid
from aics_app.core.text import one_line
from aics_app.locales import LOCALES
from aics_app.tickets.models import Category
from aics_app.tickets.rules.definition import Document, read
from aics_app.tickets.rules.workflow import Need, Who, Workflow

MAX_NAME_CHARS = 40
MAX_MINUTES = 525_600
"""A year around the clock."""
MAX_RANK = 100
MOST = {"statuses": 20, "transitions": 200, "priorities": 10, "categories": 50}
WORDS = {
    "statuses": re.compile(r"[A-Z_]{2,20}"),
    "priorities": re.compile(r"[A-Z_]{2,10}"),
    "categories": re.compile(r"[a-z0-9_]{2,40}"),
}
"""As wide as the columns of `work_order`, and what address and file may hold anywhere."""

Part = dict[str, Any]
Faults = dict[str, str]


def sound(document: Mapping[str, Any], teams: Collection[str], version: int = 0) -> Workflow:
    """The workflow that a document describes. Raises `Invalid` with every fault by its place."""
    faults: Faults = {}
    parts = {kind: _parts(document, kind, faults) for kind in MOST}
    for kind in WORDS:
        _check_words(kind, parts[kind], faults)
    statuses = {str(one["word"]) for one in parts["statuses"]}
    _check_statuses(parts["statuses"], parts["transitions"], faults)
    _check_transitions(parts["transitions"], statuses, faults)
    _check_promises(parts["priorities"], faults)
    for place, one in enumerate(parts["categories"]):
        _check_team(one, f"categories.{place}.team", teams, faults)
    escalation = _escalation(document, parts["priorities"], teams, faults)
    if faults:
        raise Invalid(fields=faults)
    return read(parts | {"escalation": escalation}, version)


def shaped(document: Mapping[str, Any]) -> Document:
    """As much of it as has the right shape, sound or not: what is being drawn, or was kept by a browser."""
    ignored: Faults = {}
    parts: Document = {kind: _parts(document, kind, ignored) for kind in MOST}
    for way in parts["transitions"]:
        _check_choices(way["who"], list(Who), "", ignored)
        _check_choices(way["needs"], list(Need), "", ignored)
    given = document.get("escalation")
    escalation = given if isinstance(given, dict) else {}
    for holder in (*parts["categories"], parts.setdefault("escalation", dict(escalation))):
        holder["team"] = holder["team"] if isinstance(holder.get("team"), str) else None
    priority = escalation.get("priority")
    parts["escalation"]["priority"] = priority if isinstance(priority, str) else None
    return parts


def unreachable(workflow: Workflow) -> list[str]:
    """Statuses that no new ticket ever comes to, in order."""
    found = _followed({workflow.first.word}, [(way.source, way.target) for way in workflow.transitions])
    return [one.word for one in workflow.statuses if one.word not in found]


def endless(workflow: Workflow) -> list[str]:
    """Statuses from which no way leads to a solution, in order."""
    resolved = {one.word for one in workflow.statuses if one.category == Category.RESOLVED}
    found = _followed(resolved, [(way.target, way.source) for way in workflow.transitions])
    return [one.word for one in workflow.statuses if one.word not in found]


def unwoken(workflow: Workflow) -> list[str]:
    """Paused statuses from which no way of the customer's leads to an open one, in order.

    What he answers there goes a way of the staff's, or, where there is none either, wakes nothing.
    """
    opened = {one.word for one in workflow.statuses if one.category == Category.OPEN}
    woken = {way.source for way in workflow.transitions if Who.CUSTOMER in way.who and way.target in opened}
    paused = [one.word for one in workflow.statuses if one.category == Category.PAUSED]
    return [word for word in paused if word not in woken]


def _followed(begin: set[str], steps: Sequence[tuple[str, str]]) -> set[str]:
    found, before = set(begin), -1
    while len(found) != before:
        before = len(found)
        found |= {target for source, target in steps if source in found}
    return found


FIELDS: dict[str, dict[str, type]] = {
    "statuses": {"word": str, "category": str},
    "transitions": {"source": str, "target": str, "who": list, "needs": list},
    "priorities": {"word": str, "rank": int, "reply_minutes": int, "resolve_minutes": int},
    "categories": {"word": str},
}
_OPTIONAL: dict[str, dict[str, Any]] = {"transitions": {"needs": []}, "categories": {"team": None}}


def _parts(document: Mapping[str, Any], kind: str, faults: Faults) -> list[Part]:
    """Those of a list that have the right shape; the others are faults."""
    found = document.get(kind)
    if not isinstance(found, list):
        faults[kind] = "required" if found is None else "wrong_type"
        return []
    if len(found) > MOST[kind]:
        faults[kind] = "too_many"
    elif not found and kind in ("statuses", "priorities"):
        faults[kind] = "required"
    return [_part(kind, one, f"{kind}.{place}", faults) for place, one in enumerate(found[: MOST[kind]])]


def _part(kind: str, one: object, place: str, faults: Faults) -> Part:
    given = one if isinstance(one, dict) else {}
    part: Part = {"names": _names(given.get("names"), place, faults)}
    for name, shape in FIELDS[kind].items():
        value = given.get(name, _OPTIONAL.get(kind, {}).get(name))
        if not isinstance(value, shape) or isinstance(value, bool):
            faults[f"{place}.{name}"] = "required" if value in (None, "") else "wrong_type"
            value = shape()
        part[name] = value
    if kind == "categories":
        part["team"] = given.get("team") or None
    return part


def _names(names: object, place: str, faults: Faults) -> dict[str, str]:
    given = names if isinstance(names, dict) else {}
    tidy = {}
    for locale in LOCALES:
        name = given.get(locale)
        tidy[locale] = one_line(name, MAX_NAME_CHARS + 1) if isinstance(name, str) else ""
        if not tidy[locale]:
            faults[f"{place}.names.{locale}"] = "required"
        elif len(tidy[locale]) > MAX_NAME_CHARS:
            faults[f"{place}.names.{locale}"] = "too_long"
    return tidy


def _check_words(kind: str, parts: Sequence[Part], faults: Faults) -> None:
    before: set[str] = set()
    for place, one in enumerate(parts):
        if not WORDS[kind].fullmatch(one["word"]):
            faults.setdefault(f"{kind}.{place}.word", "word")
        elif one["word"] in before:
            faults[f"{kind}.{place}.word"] = "twice"
        before.add(one["word"])


def _check_statuses(statuses: Sequence[Part], ways: Sequence[Part], faults: Faults) -> None:
    left = {way["source"] for way in ways if way["source"] != way["target"]}
    for place, one in enumerate(statuses):
        if one["category"] not in set(Category):
            faults.setdefault(f"statuses.{place}.category", "choice")
        elif place == 0 and one["category"] != Category.OPEN:
            faults["statuses.0.category"] = "first_open"
        elif one["category"] != Category.RESOLVED and one["word"] not in left:
            faults.setdefault(f"statuses.{place}.word", "no_way_out")
    if statuses and all(one["category"] != Category.RESOLVED for one in statuses):
        faults.setdefault("statuses", "none_resolved")


def _check_transitions(ways: Sequence[Part], statuses: Collection[str], faults: Faults) -> None:
    before: set[tuple[str, str]] = set()
    for place, way in enumerate(ways):
        for end in ("source", "target"):
            if way[end] not in statuses:
                faults.setdefault(f"transitions.{place}.{end}", "choice")
        if way["source"] == way["target"]:
            faults.setdefault(f"transitions.{place}.target", "same")
        if (way["source"], way["target"]) in before:
            faults.setdefault(f"transitions.{place}.target", "twice")
        before.add((way["source"], way["target"]))
        _check_choices(way["who"], list(Who), f"transitions.{place}.who", faults)
        _check_choices(way["needs"], list(Need), f"transitions.{place}.needs", faults)
        if not way["who"]:
            faults.setdefault(f"transitions.{place}.who", "required")


def _check_choices(chosen: list[Any], known: Collection[str], place: str, faults: Faults) -> None:
    if any(not isinstance(one, str) or one not in known for one in chosen):
        faults[place] = "choice"
        chosen.clear()


def _check_promises(priorities: Sequence[Part], faults: Faults) -> None:
    for place, one in enumerate(priorities):
        if not 0 <= one["rank"] <= MAX_RANK:
            faults.setdefault(f"priorities.{place}.rank", "range")
        for name in ("reply_minutes", "resolve_minutes"):
            if not 1 <= one[name] <= MAX_MINUTES:
                faults.setdefault(f"priorities.{place}.{name}", "range")
        if one["reply_minutes"] > one["resolve_minutes"]:
            faults.setdefault(f"priorities.{place}.reply_minutes", "reply_late")


def _check_team(one: Part, place: str, teams: Collection[str], faults: Faults) -> None:
    team = one["team"]
    if team is not None and (not isinstance(team, str) or team not in teams):
        faults[place] = "team"


def _escalation(
    document: Mapping[str, Any], priorities: Sequence[Part], teams: Collection[str], faults: Faults
) -> Document:
    given = document.get("escalation") or {}
    if not isinstance(given, dict):
        faults["escalation"] = "wrong_type"
        return {}
    wanted = {"team": given.get("team") or None, "priority": given.get("priority") or None}
    _check_team(wanted, "escalation.team", teams, faults)
    if wanted["priority"] is not None and wanted["priority"] not in [one["word"] for one in priorities]:
        faults["escalation.priority"] = "choice"
    return wanted
