"""Other fields of a ticket, each change kept with what it was before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.core.events import record
from aics_app.core.text import one_line
from aics_app.tickets import queries
from aics_app.tickets.actions import clocks
from aics_app.tickets.actions.changing import about, change, held
from aics_app.tickets.actions.filing import fault_of_text
from aics_app.tickets.actions.wording import keep_words
from aics_app.tickets.events import Changes, TicketEdited
from aics_app.tickets.models import MAX_TITLE_CHARS, Ticket
from aics_app.tickets.policies import require_staff_in
from aics_app.tickets.rules.workflow import Workflow
from aics_app.workforce.models import MAX_TEAM_CHARS
from aics_app.workforce.rules.hours import Hours

FIELDS = ("title", "priority", "category", "team")


@dataclass(frozen=True)
class Edit:
    """What is to be different; None leaves a field as it is, an empty word takes category or team away."""

    title: str | None = None
    priority: str | None = None
    category: str | None = None
    team: str | None = None
    version: int | None = None


async def edit(
    session: AsyncSession, actor: Actor, order_no: str, to: Edit, *, hours: Hours, at: datetime
) -> Ticket:
    """Change fields of a ticket; what is as it was is no change.

    Raises `NotFound`, `Forbidden`, `TicketChanged`, `TicketMerged`, `Invalid`.
    """
    workflow = await queries.workflow_held(session)
    ticket = await held(session, actor, order_no, version=to.version)
    require_staff_in(ticket, actor)
    values = _checked(to, workflow)
    changes: Changes = {
        name: [getattr(ticket, name), value]
        for name, value in values.items()
        if getattr(ticket, name) != value
    }
    if not changes:
        return ticket
    await change(session, ticket, at, **{name: after for name, (_, after) in changes.items()})
    if "title" in changes:
        assert ticket.id is not None
        await keep_words(session, ticket.id, ticket.title)
    if "priority" in changes:
        await clocks.promise_anew(session, ticket, workflow.priority(ticket.priority), hours, at)
    record(
        session,
        TicketEdited(actor_id=actor.user_id, **about(ticket, at), user_id=ticket.user_id, changes=changes),
    )
    return ticket


def _checked(to: Edit, workflow: Workflow) -> dict[str, str | None]:
    values: dict[str, str | None] = {}
    faults: dict[str, str | None] = {}
    if to.title is not None:
        title = one_line(to.title, len(to.title) + 1)
        values["title"], faults["title"] = title, fault_of_text(title, MAX_TITLE_CHARS)
    if to.priority is not None:
        values["priority"] = to.priority
        faults["priority"] = None if workflow.priority(to.priority) else "choice"
    if to.category is not None:
        values["category"] = to.category or None
        faults["category"] = None if not to.category or workflow.topic(to.category) else "choice"
    if to.team is not None:
        team = one_line(to.team, len(to.team) + 1)
        values["team"] = team or None
        faults["team"] = "too_long" if len(team) > MAX_TEAM_CHARS else None
    if found := {name: code for name, code in faults.items() if code}:
        raise Invalid(fields=found)
    return values
