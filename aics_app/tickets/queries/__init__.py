"""Every read of tickets."""

from aics_app.tickets.queries.joined import merged, thread
from aics_app.tickets.queries.lists import COUNTED, Column, board, counts, own, page
from aics_app.tickets.queries.tickets import (
    by_id_alone,
    clocks,
    clocks_alone,
    find_filed,
    find_posted,
    find_worker,
    get_ticket,
    history,
    last_change,
    links,
    number_of,
    people,
    posts,
    tags,
    ticket_alone,
)
from aics_app.tickets.queries.workflow import workflow, workflow_alone, workflow_held

__all__ = [
    "COUNTED",
    "Column",
    "board",
    "by_id_alone",
    "clocks",
    "clocks_alone",
    "counts",
    "find_filed",
    "find_posted",
    "find_worker",
    "get_ticket",
    "history",
    "last_change",
    "links",
    "merged",
    "number_of",
    "own",
    "page",
    "people",
    "posts",
    "tags",
    "thread",
    "ticket_alone",
    "workflow",
    "workflow_alone",
    "workflow_held",
]
