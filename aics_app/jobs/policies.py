"""Who may see and do what with jobs."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.core.errors import Forbidden
from aics_app.jobs.models import Job


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own: what is in the file was chosen by what its owner may see."""
    return col(Job.owner_id) == actor.user_id


def require_right(actor: Actor, needs: str) -> None:
    """Raises `Forbidden` unless the actor has the right that the job takes."""
    if needs not in actor.rights:
        raise Forbidden(needs)
