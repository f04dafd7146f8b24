"""Every write about those who work, one use case each."""

from aics_app.workforce.actions.planning import set_holidays, set_hours
from aics_app.workforce.actions.presence import beat, choose_presence, expire, give_work, leave, lose_desk
from aics_app.workforce.actions.profiles import set_profile
from aics_app.workforce.actions.ruling import set_rule
from aics_app.workforce.rules.planning import Profile

__all__ = [
    "Profile",
    "beat",
    "choose_presence",
    "expire",
    "give_work",
    "leave",
    "lose_desk",
    "set_holidays",
    "set_hours",
    "set_profile",
    "set_rule",
]
