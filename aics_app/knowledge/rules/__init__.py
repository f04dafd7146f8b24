"""Pure rules: how texts are compared, what is decided, who wants a person, who is in danger."""

from aics_app.knowledge.rules.dangers import Danger, danger_in
from aics_app.knowledge.rules.decisions import Decision, Ranked, Thresholds, decide
from aics_app.knowledge.rules.intents import CIVILITIES, INTENTS, TELLING
from aics_app.knowledge.rules.wishes import wants_person

__all__ = [
    "CIVILITIES",
    "INTENTS",
    "TELLING",
    "Danger",
    "Decision",
    "Ranked",
    "Thresholds",
    "danger_in",
    "decide",
    "wants_person",
]
