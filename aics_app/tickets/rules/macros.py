"""Several acts under one name: what they are, as people set them and as rows keep them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from aics_app.core.text import clean, one_line
from aics_app.tickets.models import MAX_CONTENT_CHARS
from aics_app.tickets.rules.filters import ME, NOBODY
from aics_app.tickets.rules.tags import fault_of, tidy
from aics_app.tickets.rules.workflow import Workflow

MAX_NAME_CHARS = 60
VARIABLES = ("customer", "agent", "company", "order_no")
"""What may stand in double braces in the reply of a macro."""


@dataclass(frozen=True)
class Acts:
    """What a macro does; what is empty it leaves as it is. `tags` are added; `handler`: `me` or `none`."""

    status: str = ""
    priority: str = ""
    category: str = ""
    handler: str = ""
    tags: tuple[str, ...] = ()
    reply: str = ""

    def written(self) -> dict[str, Any]:
        """As a row keeps it."""
        return {
            name: list(value) if name == "tags" else value for name, value in asdict(self).items() if value
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Acts":
        """What `written` wrote."""
        return cls(**{**document, "tags": tuple(document.get("tags", ()))})


@dataclass(frozen=True)
class Draft:
    """What a macro shall be. `is_shared` is for everybody."""

    name: str
    acts: Acts
    is_shared: bool = False


def tidied(draft: Draft) -> Draft:
    """One form for what looks the same."""
    acts = draft.acts
    name = one_line(draft.name, len(draft.name) + 1)
    tags, reply = tuple(tidy(acts.tags)), clean(acts.reply)
    return Draft(
        name, Acts(acts.status, acts.priority, acts.category, acts.handler, tags, reply), draft.is_shared
    )


def faults_of(draft: Draft, workflow: Workflow) -> dict[str, str]:
    """The code of what is wrong with each field of a tidied draft."""
    acts = draft.acts
    faults = {
        "name": "too_long" if len(draft.name) > MAX_NAME_CHARS else "" if draft.name else "required",
        "status": "" if not acts.status or workflow.status(acts.status) else "choice",
        "priority": "" if not acts.priority or workflow.priority(acts.priority) else "choice",
        "category": "" if not acts.category or workflow.topic(acts.category) else "choice",
        "handler": "" if acts.handler in ("", ME, NOBODY) else "choice",
        "tags": fault_of(acts.tags) or "",
        "reply": "too_long" if len(acts.reply) > MAX_CONTENT_CHARS else "",
        "acts": "" if acts.written() else "required",
    }
    return {field: fault for field, fault in faults.items() if fault}
