"""Every read about customers, for the staff."""

from aics_app.customers.queries.past import (
    PastTalk,
    Satisfaction,
    Source,
    files,
    get_conversation,
    languages,
    past_talks,
    satisfaction,
    signals,
    sources,
)
from aics_app.customers.queries.profiles import Customer, get_customer, hold_customer, known_tags

__all__ = [
    "Customer",
    "PastTalk",
    "Satisfaction",
    "Source",
    "files",
    "get_conversation",
    "get_customer",
    "hold_customer",
    "known_tags",
    "languages",
    "past_talks",
    "satisfaction",
    "signals",
    "sources",
]
