"""Who may see and do what with jobs."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from aics_app.accounts.models import Actor, Scope
from aics_app.core.errors import Forbidden
from aics_app.jobs.models import Job


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own: what is in the file was chosen by what its owner may see."""
    return col(Job.owner_id) == actor.user_id


def require_right(actor: Actor, needs: str) -> None:
    """Raises `Forbidden` unless the actor has the right that the job takes."""
    if needs not in actor.rights:
        raise Forbidden(needs)


def require_sight(actor: Actor, job: Job) -> None:
    """Raises `Forbidden` when the actor sees less than is in the job's file."""
    if actor.scope.rank < Scope(job.scope).rank or not actor.rights.issuperset(job.sights or []):
        raise Forbidden(job.needs)
