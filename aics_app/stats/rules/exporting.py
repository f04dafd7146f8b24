"""What an export is asked for, as a job keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from aics_app.accounts.models import Right
from aics_app.core.errors import Invalid
from aics_app.stats.models import Granularity
from aics_app.stats.rules.days import Window

KIND, NEEDS = "export", Right.STATS_EXPORT.value


@dataclass(frozen=True)
class Wanted:
    """Which days, cut how, in business or clock time, with or without every single row, in which language.

    `zone` is what times are read in, by its IANA name; empty is the company's.
    """

    window: Window
    granularity: Granularity
    locale: str
    business: bool = False
    rows: bool = True
    zone: str = ""

    def params(self) -> dict[str, Any]:
        """For the job's row."""
        return {
            "from": self.window.first.isoformat(),
            "to": self.window.last.isoformat(),
            "granularity": self.granularity.value,
            "locale": self.locale,
            "business": self.business,
            "rows": self.rows,
            "zone": self.zone,
        }


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def sound_zone(name: str) -> str:
    """The zone, if there is one of that name; empty stays empty. Raises `Invalid`."""
    if name and name not in _zones():
        raise Invalid(fields={"zone": "unknown"})
    return name


def wanted_of(params: Mapping[str, Any]) -> Wanted:
    """What `params` said. Raises `Invalid` for a row that somebody else wrote."""
    try:
        return Wanted(
            Window(date.fromisoformat(params["from"]), date.fromisoformat(params["to"])),
            Granularity(params["granularity"]),
            str(params["locale"]),
            business=params["business"] is True,
            rows=params["rows"] is True,
            zone=sound_zone(str(params.get("zone", ""))),  # a job that was asked for earlier has none
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(str(error)) from error
