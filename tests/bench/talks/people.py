"""The people of a run: customers with a conversation each, agents with room for all of them."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import LoginSession, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.accounts.tokens import Tokens
from aics_app.chat.models import Conversation, Message, Sender
from aics_app.core import clock
from aics_app.workforce.models import AgentProfile
from tests.served import NO_PASSWORD, Site

ASKED, ANSWERED = "Where is my parcel number {}?", "Parcels take two to five days, and yours is on its way."
HISTORY = 4
"""Questions with their answers that were there before a person was asked for."""


@dataclass(frozen=True)
class Member:
    """Somebody signed in; `conversation` is a customer's own."""

    id: int
    token: str
    conversation: str = ""


@dataclass(frozen=True)
class Company:
    """Everybody."""

    customers: list[Member]
    agents: list[Member]


def company(place: Site, *, customers: int, agents: int) -> Company:
    """Fill the empty database."""
    return asyncio.run(_filled(place, customers, agents))


async def _filled(place: Site, customers: int, agents: int) -> Company:
    await place.make_tables()
    async with place.database() as db, db.transaction() as session:
        room = -(-customers // agents)
        return Company(
            [await _customer(session, place, number) for number in range(customers)],
            [await _agent(session, place, number, room) for number in range(agents)],
        )


async def _customer(session: AsyncSession, place: Site, number: int) -> Member:
    user, token = await _account(session, place, f"customer{number:03}", Role.CUSTOMER)
    own, begun_at = uuid4().hex, clock.now() - timedelta(hours=1)
    session.add(
        Conversation(
            id=own,
            user_id=user.id or 0,
            title=ASKED.format(number),
            language="en",
            preview=ANSWERED,
            created_at=begun_at,
            last_message_at=begun_at,
        )
    )
    await session.flush()
    for step in range(HISTORY):
        for sender, words in ((Sender.CUSTOMER, ASKED.format(step)), (Sender.AI, ANSWERED)):
            session.add(
                Message(
                    user_id=user.id or 0,
                    session_id=own,
                    content=words,
                    sender=sender,
                    sender_id=user.id or 0 if sender == Sender.CUSTOMER else 0,
                    create_time=begun_at,
                )
            )
    return Member(user.id or 0, token, own)


async def _agent(session: AsyncSession, place: Site, number: int, room: int) -> Member:
    user, token = await _account(session, place, f"agent{number:02}", Role.AGENT)
    session.add(AgentProfile(user_id=user.id or 0, capacity=room, updated_at=clock.now()))
    return Member(user.id or 0, token)


async def _account(session: AsyncSession, place: Site, name: str, role: Role) -> tuple[User, str]:
    """Nobody hashes a password for it."""
    now, tokens = clock.now(), Tokens(place.settings.jwt)
    user = User(
        username=name,
        password=NO_PASSWORD,
        role=role,
        nickname=name.title(),
        create_time=now,
        update_time=now,
    )
    session.add(user)
    await session.flush()
    sign_in = secrets.token_hex(16)
    session.add(
        LoginSession(id=sign_in, user_id=user.id or 0, created_at=now, expires_at=now + tokens.lifetime)
    )
    return user, tokens.issue(actor_of(user, sign_in), now)
