"""What the desk shows: hand-offs with their conversations and customers, in one read each."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, User
from aics_app.accounts.queries import nicknames_of
from aics_app.chat.models import Conversation, Message, Reader, Sender, State
from aics_app.chat.rules.transfer import AWAITED
from aics_app.handoff.models import Handoff, Status
from aics_app.handoff.policies import require_desk_work, visible_to
from aics_app.handoff.queries import load
from aics_app.handoff.queries.line import TURN
from aics_app.workforce.models import AgentProfile
from aics_app.workforce.models import Status as Presence
from aics_app.workforce.queries import available

LONGEST = 100
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Case:
    """A hand-off with the conversation that it is about, and its customer."""

    handoff: Handoff
    conversation: Conversation
    customer: User


@dataclass(frozen=True)
class Listed:
    """What lists show of a hand-off, by the names of its own columns, and of its conversation and customer.

    `unread` counts what he said and its agent has not read, `newest_unread` is the last such message's id,
    `agent` is who has it; all where asked for.
    """

    id: int
    session_id: str
    status: str
    reason: str
    priority: int
    agent_id: int | None
    created_at: datetime
    waiting_since: datetime | None
    silent_since: datetime | None
    title: str
    preview: str
    preview_kind: str | None
    customer: str
    unread: int = 0
    newest_unread: int = 0
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


async def waiting(session: AsyncSession, actor: Actor, *, limit: int = LONGEST) -> list[Listed]:
    """Who waits, in the order of their turns. Raises `Forbidden`."""
    require_desk_work(actor)
    chosen = _LISTED.where(visible_to(actor), col(Handoff.status) == Status.QUEUED)
    return [Listed(*row) for row in (await session.execute(chosen.order_by(*TURN).limit(limit))).all()]


async def mine(session: AsyncSession, actor: Actor) -> list[Listed]:
    """The actor's chats, those that wait for his answer first, the longest at the top. Raises `Forbidden`."""
    require_desk_work(actor)
    own = {"viewer_id": actor.user_id}
    found = [Listed(*row) for row in (await session.execute(_MINE, own)).all()]
    unread = await _unread(session, actor) if found else {}
    ids = [(one, unread.get(one.session_id, [])) for one in found]
    return [replace(one, unread=len(own), newest_unread=max(own)) if own else one for one, own in ids]


async def others(session: AsyncSession, actor: Actor) -> list[Listed]:
    """The chats that colleagues have, in the same order. Raises `Forbidden`."""
    require_desk_work(actor)
    return await _with_agents(session, _LISTED.where(visible_to(actor), _with_others(actor)))


async def found(session: AsyncSession, actor: Actor, words: str) -> list[Listed]:
    """Open chats by the customer's name, the matter, or anything said in them. Raises `Forbidden`."""
    require_desk_work(actor)
    is_open = col(Handoff.open_key).is_not(None)
    return await _with_agents(session, _LISTED.where(visible_to(actor), is_open, _says(words)))


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
    asked = (line_id for line_id, extra in rows if extra and extra.get("what") in AWAITED)
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
    chosen = (
        select(Handoff, Conversation, User)
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .join(User, col(User.id) == col(Handoff.user_id))
        .where(visible_to(actor), col(Handoff.session_id) == conversation_id)
    )
    row = (await session.execute(chosen.order_by(col(Handoff.id).desc()).limit(1))).one_or_none()
    return Case(*row) if row else None


_UNANSWERED_FIRST = (
    col(Handoff.silent_since).is_(None),
    col(Handoff.silent_since),
    col(Handoff.given_at).desc(),
    col(Handoff.id),
)


def _with_others(actor: Actor) -> ColumnElement[bool]:
    return and_(col(Handoff.status) == Status.ACTIVE, col(Handoff.agent_id) != actor.user_id)


async def _unread(session: AsyncSession, actor: Actor) -> dict[str, list[int]]:
    """Ids of what customers said since they asked for a person and the actor has not read, by chat."""
    asked = await session.execute(_SAID_SINCE, {"viewer_id": actor.user_id})
    ids: dict[str, list[int]] = {}
    for conversation_id, asked_at, message_id, said_at in asked.all():
        if said_at >= asked_at - _SECOND:  # the reference's column has no fractions
            ids.setdefault(conversation_id, []).append(message_id or 0)
    return ids


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


async def _with_agents(session: AsyncSession, chosen: "Select[*tuple[Any, ...]]") -> list[Listed]:
    rows = await session.execute(chosen.order_by(*_UNANSWERED_FIRST).limit(LONGEST))
    listed = [Listed(*row) for row in rows.all()]
    names = await nicknames_of(session, {one.agent_id for one in listed if one.agent_id})
    return [replace(one, agent=names.get(one.agent_id or 0, "")) for one in listed]


def _listed() -> "Select[*tuple[Any, ...]]":
    """The columns of `Listed`."""
    named = func.coalesce(func.nullif(col(User.nickname), ""), col(User.username))
    return (
        select(
            col(Handoff.id),
            col(Handoff.session_id),
            col(Handoff.status),
            col(Handoff.reason),
            col(Handoff.priority),
            col(Handoff.agent_id),
            col(Handoff.created_at),
            col(Handoff.waiting_since),
            col(Handoff.silent_since),
            col(Conversation.title),
            col(Conversation.preview),
            col(Conversation.preview_kind),
            named,
        )
        .join(Conversation, col(Conversation.id) == col(Handoff.session_id))
        .join(User, col(User.id) == col(Handoff.user_id))
    )


def _said_since() -> Select[str, datetime, int | None, datetime]:
    """Of the viewer's chats what he has not read of his customers: chat, when asked for, id, when said."""
    of_viewer = col(Reader.user_id) == bindparam("viewer_id")
    own = and_(col(Reader.session_id) == col(Handoff.session_id), of_viewer)
    said = and_(
        col(Message.session_id) == col(Handoff.session_id),
        col(Message.sender) == Sender.CUSTOMER,
        col(Message.id) > func.coalesce(col(Reader.read_id), 0),
    )
    return (
        select(col(Handoff.session_id), col(Handoff.created_at), col(Message.id), col(Message.create_time))
        .select_from(Handoff)
        .outerjoin(Reader, own)
        .join(Message, said)
        .where(_WITH_VIEWER, col(Message.state) != State.REPLACED)
    )


# Built once: every desk asks once a second. What an agent has he sees.
_WITH_VIEWER = and_(col(Handoff.status) == Status.ACTIVE, col(Handoff.agent_id) == bindparam("viewer_id"))
_LISTED = _listed()
_MINE = _LISTED.where(_WITH_VIEWER).order_by(*_UNANSWERED_FIRST).limit(LONGEST)
_SAID_SINCE = _said_since()
