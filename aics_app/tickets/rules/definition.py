"""The workflow as a document: what the database and the API keep of it."""

from collections.abc import Mapping
from typing import Any

from aics_app.tickets.models import Category
from aics_app.tickets.rules.workflow import (
    Escalation,
    Need,
    Priority,
    Status,
    Topic,
    Transition,
    Who,
    Workflow,
)

Document = dict[str, Any]


def written(workflow: Workflow) -> Document:
    """The workflow as JSON has it, without its version."""
    return {
        "statuses": [
            {"word": one.word, "category": one.category.value, "names": dict(one.names)}
            for one in workflow.statuses
        ],
        "transitions": [
            {
                "source": way.source,
                "target": way.target,
                "names": dict(way.names),
                "who": sorted(way.who),
                "needs": sorted(way.needs),
            }
            for way in workflow.transitions
        ],
        "priorities": [vars(one) | {"names": dict(one.names)} for one in workflow.priorities],
        "categories": [vars(one) | {"names": dict(one.names)} for one in workflow.topics],
        "escalation": vars(workflow.escalation),
    }


def read(document: Mapping[str, Any], version: int) -> Workflow:
    """What `written` wrote."""
    return Workflow(
        statuses=tuple(
            Status(one["word"], Category(one["category"]), one["names"]) for one in document["statuses"]
        ),
        transitions=tuple(
            Transition(
                way["source"],
                way["target"],
                way["names"],
                frozenset(map(Who, way["who"])),
                frozenset(map(Need, way["needs"])),
            )
            for way in document["transitions"]
        ),
        priorities=tuple(Priority(**one) for one in document["priorities"]),
        topics=tuple(Topic(**one) for one in document["categories"]),
        escalation=Escalation(**document["escalation"]),
        version=version,
    )
