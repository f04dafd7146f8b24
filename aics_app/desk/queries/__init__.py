"""What the desk reads."""

from aics_app.desk.queries.canned import CannedFilter, canned_replies, count_canned_replies, get_canned_reply
from aics_app.desk.queries.cases import (
    LONGEST,
    Case,
    Colleague,
    Listed,
    Queue,
    asked_line,
    colleagues,
    find_latest,
    found,
    mine,
    others,
    queue,
    teams,
    unsummarised,
    waiting,
)

__all__ = [
    "LONGEST",
    "CannedFilter",
    "Case",
    "Colleague",
    "Listed",
    "Queue",
    "asked_line",
    "canned_replies",
    "colleagues",
    "count_canned_replies",
    "find_latest",
    "found",
    "get_canned_reply",
    "mine",
    "others",
    "queue",
    "teams",
    "unsummarised",
    "waiting",
]
