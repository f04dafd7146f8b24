"""`/api/handoffs*`: asking for a person, taking, passing on, ending, judging."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from aics_app.accounts.identity import SignedIn, having
from aics_app.accounts.models import Actor, Right
from aics_app.chat.models import TransferReason
from aics_app.chat.replies import Replies
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.inputs import At, Id
from aics_app.core.paging import Limit, Page
from aics_app.handoff import actions, queries, views
from aics_app.handoff.models import AskedBy, Disposition, Handoff, Status
from aics_app.handoff.schemas import Closing, HandoffOut, NewHandoff, NewNote, Passing, Rating, Taking
from aics_app.settings import Settings

router = APIRouter(prefix="/api", tags=["handoffs"])

Asker = Annotated[Actor, Depends(having(Right.CHAT_ASK))]
Worker = Annotated[Actor, Depends(having(Right.DESK_WORK))]


async def _told(actor: Actor, *rows: Handoff) -> list[HandoffOut]:
    """As they stand after the commit, with what belongs to them."""
    async with use(Database).reading() as session:
        timezone = use(Settings).app.timezone
        shown = await views.shown(session, actor, rows, timezone=timezone, now=clock.now())
    return [HandoffOut.of(one) for one in shown]


async def _one(actor: Actor, handoff: Handoff) -> HandoffOut:
    (told,) = await _told(actor, handoff)
    return told


@router.post("/conversations/{session_id}/handoff", status_code=201)
async def request(session_id: str, actor: Asker, body: NewHandoff | None = None) -> HandoffOut:
    """Wait for a person in one's own conversation. Asked again, it is the same wait."""
    reason = (body or NewHandoff()).reason
    async with use(Database).transaction() as session:
        handoff = await actions.request(
            session, actor, session_id, reason=reason, source=AskedBy.BUTTON, at=clock.now()
        )
    return await _one(actor, handoff)


def filtered(  # noqa: PLR0913 - every one is a filter of its own
    status: Status | None = None,
    agent_id: Id | None = None,
    session_id: Annotated[str | None, Query(max_length=64)] = None,
    reason: TransferReason | None = None,
    source: AskedBy | None = None,
    disposition: Disposition | None = None,
    score: Annotated[int | None, Query(ge=1, le=5)] = None,
    since: Annotated[At | None, Query(alias="from")] = None,
    until: Annotated[At | None, Query(alias="to")] = None,
    q: Annotated[str, Query(max_length=100)] = "",
    note: queries.NoteState | None = None,
) -> queries.Filter:
    """Which hand-offs are wanted; `to` itself is not in it, `q` is in the customer's name or the title."""
    return queries.Filter(
        status, agent_id, session_id, reason, source, disposition, score, since, until, q.strip(), note
    )


@router.get("/handoffs")
async def handoffs(
    actor: SignedIn,
    wanted: Annotated[queries.Filter, Depends(filtered)],
    limit: Limit = 50,
    cursor: str = "",
) -> Page[HandoffOut]:
    """One's own hand-offs, all of them for the staff, the newest first."""
    async with use(Database).reading() as session:
        rows, following = await queries.listed(session, actor, wanted, cursor=cursor, limit=limit)
    return Page(items=await _told(actor, *rows), next_cursor=following)


@router.get("/handoffs/{handoff_id}")
async def handoff(handoff_id: Id, actor: SignedIn) -> HandoffOut:
    """One hand-off; while it waits with its place and the expected wait. Who looks at his own is there."""
    async with use(Database).reading() as session:
        found = await queries.get(session, actor, handoff_id)
    if actions.is_unseen(actor, found, clock.now()):
        async with use(Database).transaction() as session:
            await actions.see_customer(session, found, clock.now())
    return await _one(actor, found)


@router.post("/handoffs/{handoff_id}/take")
async def take(handoff_id: Id, actor: SignedIn, body: Taking | None = None) -> HandoffOut:
    """Take a chat; the AI stops at once. 409 `already_taken` names who was faster; one's own again is 200.

    With `seize` a supervisor takes it from the agent who has it.
    """
    act = actions.seize if body and body.seize else actions.take
    async with use(Database).transaction() as session:
        taken, stopped = await act(session, actor, handoff_id, clock.now())
    if stopped is not None:
        use(Replies).stop(stopped)
    return await _one(actor, taken)


@router.post("/handoffs/{handoff_id}/transfer")
async def transfer(handoff_id: Id, body: Passing, actor: SignedIn) -> HandoffOut:
    """Pass one's chat on to a colleague, or to a team's queue."""
    async with use(Database).transaction() as session:
        passed = await actions.transfer(
            session, actor, handoff_id, body.target(), note=body.note, at=clock.now()
        )
    return await _one(actor, passed)


@router.post("/handoffs/{handoff_id}/give-back")
async def give_back(handoff_id: Id, actor: SignedIn) -> HandoffOut:
    """Let the AI go on with one's chat."""
    async with use(Database).transaction() as session:
        given_back = await actions.give_back(session, actor, handoff_id, clock.now())
    return await _one(actor, given_back)


@router.post("/handoffs/{handoff_id}/close")
async def close(handoff_id: Id, body: Closing, actor: SignedIn) -> HandoffOut:
    """End one's chat."""
    async with use(Database).transaction() as session:
        closed = await actions.close(
            session, actor, handoff_id, disposition=body.disposition, note=body.note, at=clock.now()
        )
    return await _one(actor, closed)


@router.post("/handoffs/{handoff_id}/cancel")
async def cancel(handoff_id: Id, actor: SignedIn) -> HandoffOut:
    """Wait no longer, as the customer. 409 once a person is there."""
    async with use(Database).transaction() as session:
        cancelled = await actions.cancel(session, actor, handoff_id, clock.now())
    return await _one(actor, cancelled)


@router.post("/handoffs/{handoff_id}/rating")
async def rate(handoff_id: Id, body: Rating, actor: SignedIn) -> HandoffOut:
    """Judge how it went, once, as the customer."""
    async with use(Database).transaction() as session:
        rated = await actions.rate(
            session, actor, handoff_id, score=body.score, comment=body.comment, at=clock.now()
        )
    return await _one(actor, rated)


@router.post("/handoffs/{handoff_id}/note")
async def leave_note(handoff_id: Id, body: NewNote, actor: SignedIn) -> HandoffOut:
    """Leave a note for the staff and wait no longer, as the customer. Left again, the first one stays."""
    async with use(Database).transaction() as session:
        noted = await actions.leave_note(session, actor, handoff_id, body.text, clock.now())
    return await _one(actor, noted)


@router.post("/handoffs/{handoff_id}/note/done")
async def take_care(handoff_id: Id, actor: SignedIn) -> HandoffOut:
    """Say that one has taken care of the note. 409 `note_done_before` names who was faster."""
    async with use(Database).transaction() as session:
        done = await actions.take_care(session, actor, handoff_id, clock.now())
    return await _one(actor, done)
