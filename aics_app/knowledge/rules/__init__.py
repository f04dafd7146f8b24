"""Pure rules: how texts are compared, what is decided, who wants a person, what an entry may be."""

from aics_app.knowledge.rules.decisions import Decision, Ranked, Thresholds, decide
from aics_app.knowledge.rules.wishes import wants_person

__all__ = ["Decision", "Ranked", "Thresholds", "decide", "wants_person"]
