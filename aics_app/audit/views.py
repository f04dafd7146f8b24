"""A line of the audit in the reader's words: of fields, roles, rights, people and times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from aics_app.audit.queries import Entry
from aics_app.audit.rules import differences, rest_of
from aics_app.locales import CATALOGUES, LOCALES

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_CHOICES = ("policy.", "accent.")
_BELOW = {
    "rights": "right.",
    "scope": "roles.scope_",
    "language": "knowledge.language.",
    "locale": "knowledge.language.",
    "fields": "field.",
}
"""Whose values the catalogue has words for, below which key."""
_ROLES = frozenset({"role", "people_to"})
_PEOPLE = frozenset({"owner_id", "user_id", "handler_id", "agent_id", "from_agent_id", "to_agent_id"})


@dataclass(frozen=True)
class Change:
    """One thing that is another than before; `name` is empty when it is all there is."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Words:
    """One line as it is read: what happened, to what, what changed, and what else it says."""

    event: str
    kind: str
    subject: str
    changes: list[Change]
    rest: str
    colon: str

    @property
    def before(self) -> str:
        """What was, by name."""
        return " · ".join(_named(one.name, one.before, self.colon) for one in self.changes if one.before)

    @property
    def after(self) -> str:
        """What is, by name."""
        return " · ".join(_named(one.name, one.after, self.colon) for one in self.changes if one.after)


def in_words(one: Entry, locale: str, timezone: str) -> Words:
    """`timezone`: the IANA name that instants are told in. A word that we don't know stays as it is."""
    teller = _Teller(one, CATALOGUES[locale], locale, ZoneInfo(timezone))
    return Words(
        event=teller.word(f"event.{one.event}", one.event),
        kind=teller.word(f"subject.{one.subject_type}", one.subject_type),
        subject=one.subject or teller.subject(),
        changes=[
            Change(
                teller.field(change.name),
                teller.value(change.name, change.before),
                teller.value(change.name, change.after),
            )
            for change in differences(one.before, one.after)
        ],
        rest=teller.line(rest_of(one.rest, but=one.address)),
        colon=teller.texts["audit.colon"],
    )


@dataclass(frozen=True)
class _Teller:
    entry: Entry
    texts: Mapping[str, str]
    locale: str
    zone: ZoneInfo

    def word(self, key: str, name: str) -> str:
        return self.texts.get(key, name)

    def field(self, name: str) -> str:
        is_day = self.entry.event == "HoursChanged"
        return self.word(f"workforce.day_{name}" if is_day else f"field.{name}", name)

    def subject(self) -> str:
        said = self.entry.subject_id
        if self.entry.subject_type == "role":
            return self._role(said)
        return self.word(f"setting.{said.lower()}", said) if self.entry.subject_type == "setting" else said

    def line(self, said: Mapping[str, Any]) -> str:
        colon = self.texts["audit.colon"]
        lines = (_named(self.field(name), self.value(name, value), colon) for name, value in said.items())
        return " · ".join(lines)

    def value(self, name: str, value: Any) -> str:
        match value:
            case bool():
                return self.texts["audit.yes" if value else "audit.no"]
            case dict():
                return str(value[self.locale]) if set(value) == set(LOCALES) else self.line(value)
            case [int(opens), int(closes)] if self._is_hours(name):
                return f"{_clock(opens)}–{_clock(closes)}"
            case list():
                return ", ".join(self.value(name, one) for one in value)
        return "" if value is None else self._said(name, str(value))

    def _said(self, name: str, value: str) -> str:
        if name in _ROLES or self.entry.event == "UserRoleChanged":
            return self._role(value)
        if name in _PEOPLE or self.entry.event == "TicketAssigned":
            return self.entry.names.get(f"user:{value}", value)
        if self.entry.event == "SettingChanged":
            return self._set(value)
        if name in _BELOW:
            return self.texts.get(f"{_BELOW[name]}{value}", value)
        if _INSTANT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S")
        return value

    def _set(self, value: str) -> str:
        if value in ("true", "false"):
            return self.texts["settings.on" if value == "true" else "settings.off"]
        return next((text for one in _CHOICES if (text := self.texts.get(f"{one}{value}"))), value)

    def _role(self, name: str) -> str:
        return self.entry.names.get(f"role:{name}") or self.word(f"role.{name}", name)

    def _is_hours(self, name: str) -> bool:
        return name == "slots" or self.entry.event == "HoursChanged"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _named(name: str, value: str, colon: str) -> str:
    return f"{name}{colon}{value}" if name else value
