"""Hand-offs as they are shown: with names, place and expected wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.queries import nicknames_of
from aics_app.handoff import queries
from aics_app.handoff.models import Handoff, LeftNote, Status
from aics_app.handoff.rules.offers import Offer, offer
from aics_app.handoff.rules.queue import places
from aics_app.handoff.rules.waits import Past, Wait, expected
from aics_app.workforce import queries as workforce
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.rules.hours import is_open, opens_next

GIVEN_UP = (Status.CANCELLED, Status.EXPIRED)
"""Only who waits no longer may have left a note."""
AT_WORK = (Presence.ONLINE, Presence.BUSY)


@dataclass(frozen=True)
class Shown:
    """A hand-off with what belongs to it. `for_staff`: whether notes and dispositions may be shown."""

    handoff: Handoff
    customer: str = ""
    agent: str = ""
    place: int | None = None
    wait: Wait | None = None
    offer: Offer | None = None
    for_staff: bool = False
    title: str = ""
    face: str = ""
    note: LeftNote | None = None
    note_done_by: str = ""


@dataclass(frozen=True)
class _Prospects:
    """What the wait of anybody in the queue depends on."""

    past: Past
    agents: int
    offer: Offer

    def wait(self, place: int) -> Wait | None:
        """The range for this place; out of hours nothing is promised."""
        return expected(self.past, place=place, agents=self.agents) if self.offer.may_queue else None


async def shown(
    session: AsyncSession, actor: Actor, rows: Sequence[Handoff], *, timezone: str, now: datetime
) -> list[Shown]:
    """Each hand-off as the actor may see it; how many further reads does not depend on how many there are."""
    for_staff = actor.may(Right.HANDOFFS_SEE_ALL)
    given_up = [row.id or 0 for row in rows if row.status in GIVEN_UP]
    notes = await queries.notes(session, given_up)
    agents = {row.agent_id for row in rows if row.agent_id}
    carers = {note.done_by for note in notes.values() if note.done_by}
    names = await nicknames_of(session, {row.user_id for row in rows} | agents | carers)
    faces = await queries.faces(session, agents) if agents else {}
    titles = await queries.titles(session, rows) if for_staff else {}
    waiting = [row for row in rows if row.status == Status.QUEUED]
    prospects = await _prospects(session, timezone, now) if waiting else None
    where = await _places(session, waiting)
    return [
        Shown(
            row,
            customer=names.get(row.user_id, ""),
            agent=names.get(row.agent_id or 0, ""),
            place=place,
            wait=prospects.wait(place) if prospects and place else None,
            offer=prospects.offer if prospects and place else None,
            for_staff=for_staff,
            title=titles.get(row.session_id, ""),
            face=faces.get(row.agent_id or 0, ""),
            note=note,
            note_done_by=names.get(note.done_by or 0, "") if note else "",
        )
        for row in rows
        for place, note in [(where.get(row.id or 0), notes.get(row.id or 0))]
    ]


async def _places(session: AsyncSession, waiting: Sequence[Handoff]) -> dict[int, int]:
    if len(waiting) == 1:  # a customer's own: counted, not read
        return {waiting[0].id or 0: await queries.place(session, waiting[0])}
    return places(await queries.waiting(session)) if waiting else {}


async def _prospects(session: AsyncSession, timezone: str, now: datetime) -> _Prospects:
    hours = await workforce.hours(session, timezone)
    return _Prospects(
        past=await queries.past(session, now),
        agents=await workforce.count_there(session, AT_WORK, now),
        offer=offer(is_open=is_open(hours, now), opens_next=opens_next(hours, now)),
    )
