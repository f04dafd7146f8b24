"""Every read of tickets."""

from aics_app.tickets.queries.tickets import (
    by_id_alone,
    clocks,
    clocks_alone,
    customer_of,
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
    "by_id_alone",
    "clocks",
    "clocks_alone",
    "customer_of",
    "find_filed",
    "find_posted",
    "find_worker",
    "get_ticket",
    "history",
    "last_change",
    "links",
    "number_of",
    "people",
    "posts",
    "tags",
    "ticket_alone",
    "workflow",
    "workflow_alone",
    "workflow_held",
]
