"""Who may use, write and share canned replies."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from aics_app.accounts.models import Actor, Right
from aics_app.core.errors import Forbidden
from aics_app.desk.models import EVERYBODY, CannedReply
from aics_app.handoff.policies import require_desk_work


def usable_by(actor: Actor) -> ColumnElement[bool]:
    """One's own and everybody's. Raises `Forbidden` for who does not work at the desk."""
    require_desk_work(actor)
    return col(CannedReply.owner_key).in_([EVERYBODY, actor.user_id])


def require_may_write(actor: Actor, *, shared: bool) -> None:
    """Raises `Forbidden`: what everybody uses is written by those who may share."""
    require_desk_work(actor)
    if shared and not actor.may(Right.REPLIES_SHARE):
        raise Forbidden(Right.REPLIES_SHARE)
