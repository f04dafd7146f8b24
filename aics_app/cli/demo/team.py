"""What `team.yaml` says, in types."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from aics_app.customers.models import Level
from aics_app.workforce.rules.hours import Slot
from aics_app.workforce.rules.planning import Profile, slot_of

TEAM = Path(__file__).with_name("team.yaml")


@dataclass(frozen=True)
class KnownCustomer:
    """What the staff wrote about somebody."""

    username: str
    level: Level
    tags: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Team:
    """All of it. `dialogues` by language, the agent first; `comments` by how they sound and language."""

    agents: Mapping[str, Profile]
    hours: tuple[Slot, ...]
    new_year: tuple[str, Slot]
    customers: tuple[KnownCustomer, ...]
    dialogues: Mapping[str, tuple[tuple[str, ...], ...]]
    comments: Mapping[tuple[str, str], tuple[str, ...]]


def read_team() -> Team:
    """The team as it is written down."""
    own = yaml.safe_load(TEAM.read_text("utf-8"))
    new_year = own["new_year"]
    return Team(
        agents={
            one["username"]: Profile(one["capacity"], one["team"], tuple(one["skills"]))
            for one in own["agents"]
        },
        hours=tuple(_slot(opens, closes) for opens, closes in own["hours"]),
        new_year=(new_year["name"], _slot(new_year["opens"], new_year["closes"])),
        customers=tuple(
            KnownCustomer(one["username"], Level(one["level"]), tuple(one["tags"]), one["remark"])
            for one in own["profiles"]
        ),
        dialogues={language: tuple(map(tuple, told)) for language, told in own["dialogues"].items()},
        comments={
            (tone, language): tuple(said)
            for tone, by_language in own["comments"].items()
            for language, said in by_language.items()
        },
    )


def _slot(opens: str, closes: str) -> Slot:
    slot = slot_of(opens, closes)
    assert slot, f"team.yaml: {opens}-{closes} is no slot"
    return slot
