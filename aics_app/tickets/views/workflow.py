"""What another workflow would mean, before it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import Invalid
from aics_app.tickets import queries
from aics_app.tickets.policies import require_setting
from aics_app.tickets.queries import Stranded
from aics_app.tickets.rules.soundness import endless, sound, unreachable, unwoken


@dataclass(frozen=True)
class Prospect:
    """Faults by place; statuses of which something is to be doubted; tickets that need another place."""

    faults: dict[str, str] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)
    endless: list[str] = field(default_factory=list)
    unwoken: list[str] = field(default_factory=list)
    stranded: list[Stranded] = field(default_factory=list)


async def prospect(session: AsyncSession, actor: Actor, document: Mapping[str, Any]) -> Prospect:
    """What this document would do if it held now. Raises `Forbidden`."""
    require_setting(actor)
    try:
        wanted = sound(document, await queries.teams(session))
    except Invalid as error:
        return Prospect(error.fields)
    return Prospect(
        unreachable=unreachable(wanted),
        endless=endless(wanted),
        unwoken=unwoken(wanted),
        stranded=await queries.stranded(session, wanted),
    )
