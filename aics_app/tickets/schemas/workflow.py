"""What the API takes and gives about the workflow: the document as `rules.definition` writes it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from aics_app.core.inputs import Body, Version
from aics_app.tickets.actions import Setting
from aics_app.tickets.queries import Stranded
from aics_app.tickets.rules.definition import written
from aics_app.tickets.rules.soundness import MOST
from aics_app.tickets.rules.workflow import Workflow
from aics_app.tickets.views.workflow import Prospect

Parts = list[dict[str, Any]]


class NamesOut(BaseModel):
    """A word of the workflow, and what people read for it; `category` of a status: what it means."""

    word: str
    names: dict[str, str]
    category: str | None = None


class WorkflowOut(BaseModel):
    """Words and their names for everybody; the rest is null but for who may set it."""

    version: int
    statuses: list[NamesOut]
    priorities: Parts
    categories: Parts
    transitions: Parts | None = None
    escalation: dict[str, Any] | None = None
    teams: list[str] | None = None

    @classmethod
    def of(cls, workflow: Workflow, teams: list[str] | None) -> "WorkflowOut":
        """From what was read; without `teams` only the names."""
        document = written(workflow)
        if teams is None:
            document = {
                kind: [_named(one) for one in document[kind]] for kind in ("priorities", "categories")
            }
            document["statuses"] = written(workflow)["statuses"]
        return cls(version=workflow.version, teams=teams, **document)


def _named(one: dict[str, Any]) -> dict[str, Any]:
    return {"word": one["word"], "names": one["names"]}


class WantedWorkflow(Body):
    """The whole document, the `version` it was drawn from, and where tickets go that lose their place."""

    version: Version = 0
    statuses: Parts = Field(max_length=MOST["statuses"])
    transitions: Parts = Field(max_length=MOST["transitions"])
    priorities: Parts = Field(max_length=MOST["priorities"])
    categories: Parts = Field(max_length=MOST["categories"])
    escalation: dict[str, Any] = Field({})
    moves: dict[str, dict[str, str]] = Field(
        {}, max_length=3, examples=[{"statuses": {"WAITING": "ON_HOLD"}, "categories": {"order": ""}}]
    )

    def document(self) -> dict[str, Any]:
        """As the rules read it."""
        return self.model_dump(exclude={"version", "moves"})

    def setting(self) -> Setting:
        """As the action takes it."""
        return Setting(self.document(), self.version, self.moves)


class FaultOut(BaseModel):
    """What is wrong at one place of the document, dotted (`statuses.0.names.en`)."""

    field: str
    code: str


class StrandedOut(BaseModel):
    """So many tickets have this word, which the document does not know."""

    kind: str
    word: str
    count: int

    @classmethod
    def of(cls, one: Stranded) -> "StrandedOut":
        """From what was read."""
        return cls(kind=one.kind, word=one.word, count=one.count)


class ProspectOut(BaseModel):
    """What a document would do. `unreachable`: nobody comes there; `endless`: no way leads to a solution.

    `unwoken`: the customer is waited for, and no way of his leads to an open status.
    """

    faults: list[FaultOut]
    unreachable: list[str]
    endless: list[str]
    unwoken: list[str]
    stranded: list[StrandedOut]

    @classmethod
    def of(cls, found: Prospect) -> "ProspectOut":
        """From what was read."""
        return cls(
            faults=[FaultOut(field=place, code=code) for place, code in found.faults.items()],
            unreachable=found.unreachable,
            endless=found.endless,
            unwoken=found.unwoken,
            stranded=[StrandedOut.of(one) for one in found.stranded],
        )


class VersionOut(BaseModel):
    """Who set it, and when."""

    version: int
    created_by: str | None
    created_at: datetime
