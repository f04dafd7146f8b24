"""What the desk shows: hand-offs with their conversations and customers, in one read each; canned replies."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.chat.models import Conversation, Message, Reader, Sender, State
from aics_app.core import paging
from aics_app.core.errors import Invalid
from aics_app.desk.errors import CannedReplyNotFound
from aics_app.desk.models import EVERYBODY, CannedReply
from aics_app.desk.policies import usable_by
from aics_app.handoff.models import Handoff, Status
from aics_app.handoff.policies import require_desk_work, visible_to
from aics_app.handoff.queries import load, people
from aics_app.handoff.queries.line import TURN
from aics_app.workforce.models import AgentProfile
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.queries import available

LONGEST = 100
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Case:
    """A hand-off with the conversation that it is about, and its customer.

    `unread` counts what he said and its agent has not read, `agent` is who has it; both where asked for.
    """

    handoff: Handoff
    conversation: Conversation
    customer: User
    unread: int = 0
    agent: str = ""


@dataclass(frozen=True)
class Queue:
    """Who waits: how many, the newest one's id, and how many chats colleagues have."""

    waiting: int
    newest: int
    others: int


async def queue(session: AsyncSession, actor: Actor) -> Queue:
    """The figures of the whole desk. Raises `Forbidden`."""
    require_desk_work(actor)
    counted = select(func.count(), func.max(col(Handoff.id))).where(visible_to(actor))
    line = (await session.execute(counted.where(col(Handoff.status) == Status.QUEUED))).one()
    elsewhere = (await session.execute(counted.where(_with_others(actor)))).one()
    return Queue(line[0], line[1] or 0, elsewhere[0])


async def waiting(session: AsyncSession, actor: Actor, *, limit: int = LONGEST) -> list[Case]:
    """Who waits, in the order of their turns. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.status) == Status.QUEUED)
    return [Case(*row) for row in (await session.execute(chosen.order_by(*TURN).limit(limit))).all()]


async def mine(session: AsyncSession, actor: Actor) -> list[Case]:
    """The actor's chats, those that wait for his answer first, the longest at the top. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(_with(actor)).order_by(*_UNANSWERED_FIRST).limit(LONGEST)
    found = [Case(*row) for row in (await session.execute(chosen)).all()]
    unread = await _unread(session, actor) if found else {}
    return [replace(case, unread=unread.get(case.conversation.id, 0)) for case in found]


async def others(session: AsyncSession, actor: Actor) -> list[Case]:
    """The chats that colleagues have, in the same order. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(_with_others(actor)).order_by(*_UNANSWERED_FIRST).limit(LONGEST)
    return await _with_agents(session, [Case(*row) for row in (await session.execute(chosen)).all()])


async def found(session: AsyncSession, actor: Actor, words: str) -> list[Case]:
    """Open chats by the customer's name, the matter, or anything said in them. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.open_key).is_not(None), _says(words))
    rows = (await session.execute(chosen.order_by(*_UNANSWERED_FIRST).limit(LONGEST))).all()
    return await _with_agents(session, [Case(*row) for row in rows])


@dataclass(frozen=True)
class Colleague:
    """Somebody who is there, with how many chats he has."""

    user_id: int
    nickname: str
    status: str
    chats: int
    capacity: int
    team: str


async def colleagues(session: AsyncSession, actor: Actor, now: datetime) -> list[Colleague]:
    """Who else is there, online first, the least busy first. Raises `Forbidden`."""
    require_desk_work(actor)
    chats = await load(session)
    there = [
        Colleague(
            one.user_id, one.nickname, one.status, chats.get(one.user_id, 0), one.capacity, one.team or ""
        )
        for one in await available(session, now)
        if one.user_id != actor.user_id
    ]
    return sorted(there, key=lambda one: (one.status != Presence.ONLINE, one.chats, one.nickname))


async def teams(session: AsyncSession, actor: Actor) -> list[str]:
    """The teams that somebody belongs to, by name. Raises `Forbidden`."""
    require_desk_work(actor)
    named = select(col(AgentProfile.team)).where(col(AgentProfile.team).is_not(None)).distinct()
    return sorted(team for team in (await session.execute(named)).scalars() if team)


async def asked_line(session: AsyncSession, conversation_id: str) -> int:
    """The line of the system that says that a person was asked for, the last of them; 0 without any."""
    of_system = (col(Message.session_id) == conversation_id, col(Message.sender) == Sender.SYSTEM)
    chosen = select(col(Message.id), col(Message.extra)).where(*of_system).order_by(col(Message.id).desc())
    rows = (await session.execute(chosen.limit(LONGEST))).all()
    asked = (line_id for line_id, extra in rows if extra and extra.get("what") == "handoff_queued")
    return next(asked, 0) or 0


async def unsummarised(session: AsyncSession) -> list[tuple[int, str]]:
    """Open hand-offs whose past nobody has summed up, as (id, conversation), who waits longest first."""
    chosen = select(col(Handoff.id), col(Handoff.session_id)).where(
        col(Handoff.open_key).is_not(None), col(Handoff.summary).is_(None)
    )
    rows = await session.execute(chosen.order_by(col(Handoff.id)).limit(LONGEST))
    return [(handoff_id or 0, conversation_id) for handoff_id, conversation_id in rows.all()]


async def find_latest(session: AsyncSession, actor: Actor, conversation_id: str) -> Case | None:
    """The latest hand-off of a conversation. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _cases(actor).where(col(Handoff.session_id) == conversation_id)
    row = (await session.execute(chosen.order_by(col(Handoff.id).desc()).limit(1))).one_or_none()
    return Case(*row) if row else None


_UNANSWERED_FIRST = (
    col(Handoff.silent_since).is_(None),
    col(Handoff.silent_since),
    col(Handoff.given_at).desc(),
    col(Handoff.id),
)


def _with(actor: Actor) -> ColumnElement[bool]:
    return and_(col(Handoff.status) == Status.ACTIVE, col(Handoff.agent_id) == actor.user_id)


def _with_others(actor: Actor) -> ColumnElement[bool]:
    return and_(col(Handoff.status) == Status.ACTIVE, col(Handoff.agent_id) != actor.user_id)


async def _unread(session: AsyncSession, actor: Actor) -> dict[str, int]:
    """What customers said since they asked for a person that the actor has not read, by conversation."""
    read = func.coalesce(col(Reader.read_id), 0)
    own = and_(col(Reader.session_id) == col(Handoff.session_id), col(Reader.user_id) == actor.user_id)
    said = and_(
        col(Message.session_id) == col(Handoff.session_id),
        col(Message.sender) == Sender.CUSTOMER,
        col(Message.id) > read,
    )
    asked = await session.execute(
        select(col(Handoff.session_id), col(Handoff.created_at), col(Message.create_time))
        .select_from(Handoff)
        .outerjoin(Reader, own)
        .join(Message, said)
        .where(_with(actor), col(Message.state) != State.REPLACED)
    )
    counts: dict[str, int] = {}
    for conversation_id, asked_at, said_at in asked.all():
        if said_at >= asked_at - _SECOND:  # the reference's column has no fractions
            counts[conversation_id] = counts.get(conversation_id, 0) + 1
    return counts


def _says(words: str) -> ColumnElement[bool]:
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    said = select(col(Message.id)).where(
        col(Message.session_id) == col(Handoff.session_id),
        col(Message.content).like(pattern, escape="\\"),
        col(Message.state) != State.REPLACED,
    )
    named = (col(User.nickname), col(User.username), col(Conversation.title))
    return or_(*(column.like(pattern, escape="\\") for column in named), said.exists())


async def _with_agents(session: AsyncSession, cases: list[Case]) -> list[Case]:
    names = await people(session, {case.handoff.agent_id for case in cases if case.handoff.agent_id})
    return [replace(case, agent=names.get(case.handoff.agent_id or 0, "")) for case in cases]


def _cases(actor: Actor) -> Select[Handoff, Conversation, User]:
    return (
        select(Handoff, Conversation, User)
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .join(User, col(User.id) == col(Handoff.user_id))
        .where(visible_to(actor))
    )


@dataclass(frozen=True)
class CannedFilter:
    """Which canned replies are listed; `shared` None means one's own and everybody's."""

    q: str = ""
    shared: bool | None = None


async def get_canned_reply(session: AsyncSession, actor: Actor, reply_id: int) -> CannedReply:
    """One that the actor may use. Raises `Forbidden`, `CannedReplyNotFound`."""
    chosen = select(CannedReply).where(usable_by(actor), col(CannedReply.id) == reply_id)
    found = (await session.execute(chosen)).scalar_one_or_none()
    if found is None:
        raise CannedReplyNotFound(str(reply_id))
    return found


async def canned_replies(
    session: AsyncSession, actor: Actor, wanted: CannedFilter, *, limit: int = 50, cursor: str = ""
) -> tuple[list[CannedReply], str | None]:
    """Those that the actor may use, most used first, and the next cursor. Raises `Forbidden`."""
    chosen = select(CannedReply).where(usable_by(actor), _wanted(wanted))
    if cursor:
        chosen = chosen.where(_after(cursor))
    order = (col(CannedReply.use_count).desc(), col(CannedReply.id))
    rows = list((await session.execute(chosen.order_by(*order).limit(limit + 1))).scalars())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], paging.encode(last.use_count, last.id or 0)


async def count_canned_replies(session: AsyncSession, owner_key: int) -> int:
    """How many one person has, or everybody."""
    chosen = select(func.count()).select_from(CannedReply).where(col(CannedReply.owner_key) == owner_key)
    return int((await session.execute(chosen)).scalar_one())


def _wanted(wanted: CannedFilter) -> ColumnElement[bool]:
    escaped = wanted.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    pattern = f"%{escaped}%"
    says = or_(
        *(
            column.like(pattern, escape="\\")
            for column in (col(CannedReply.shortcut), col(CannedReply.title), col(CannedReply.text))
        )
    )
    if wanted.shared is None:
        return says
    everybodys = col(CannedReply.owner_key) == EVERYBODY
    return and_(says, everybodys if wanted.shared else ~everybodys)


def _after(cursor: str) -> ColumnElement[bool]:
    used, last_id = paging.decode(cursor, 2)
    if not (used.isdecimal() and last_id.isdecimal() and len(used + last_id) < 36):  # noqa: PLR2004 - two 64-bit numbers
        raise Invalid(fields={"cursor": "cursor"})
    count = col(CannedReply.use_count)
    return or_(count < int(used), and_(count == int(used), col(CannedReply.id) > int(last_id)))
