"""The demo company, written in one transaction: all of it or nothing."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.queries import actor_of
from aics_app.chat.models import Citation, Conversation, Feedback, Message
from aics_app.cli.demo.canned import canned_replies
from aics_app.cli.demo.company import Company, FaqText, Person, read
from aics_app.cli.demo.moments import WEEKS, moments
from aics_app.cli.demo.rows import Rows, rows_of
from aics_app.cli.demo.served import Agent, Served, tell_served
from aics_app.cli.demo.served_rows import served_rows
from aics_app.cli.demo.staffing import staffing
from aics_app.cli.demo.stories import Story, Teller, told
from aics_app.cli.demo.team import read_team
from aics_app.cli.demo.tickets import FRESH, Cast, tell_tickets
from aics_app.configuration.models import DEMO_MARK, SysConfig
from aics_app.core import clock, passwords
from aics_app.core.db import Database
from aics_app.core.events import Activity, row_of
from aics_app.handoff.models import Handoff
from aics_app.knowledge import actions as knowledge
from aics_app.knowledge.models import Faq
from aics_app.settings import Settings
from aics_app.workforce import queries as workforce

ACCOUNTS = ("admin", "agent1", "agent2", "customer1", "customer2")
STORIES = 220
SERVED_LAST_WEEK, SERVED_BEFORE = 34, 56
FILED_FRESH, FILED_BEFORE = 12, 24
MANY = 900
"""So many moments of six weeks hold more than enough of the last one."""
WEEK = timedelta(days=7)
SERVED_UNTIL = timedelta(hours=1)
"""The last chat with a person is over before anybody looks."""
WEIGHTS = {"agent1": 5, "agent2": 4}
RANDOM_SEED = 20
NO_PASSWORD = "!"  # noqa: S105 - no hash is this, so nobody signs in with it
ENGLISH_AMONG_OTHERS = 0.05
OPENED = timedelta(weeks=WEEKS, days=3)


@dataclass(frozen=True)
class Seeded:
    """What is there now. `password` is empty when the settings gave it."""

    people: int
    faqs: int
    conversations: int
    password: str


@dataclass(frozen=True)
class People:
    """How many accounts there are, and the names of those demo accounts that may sign in."""

    count: int
    demo: tuple[str, ...]


async def seed(settings: Settings, *, now: datetime | None = None) -> Seeded | None:
    """Fill the database if it is empty, else None. Whoever calls holds the lock of starting."""
    db = Database(settings.database_url, max_connections=2)
    try:
        async with db.reading() as session:
            if not await _is_empty(session):
                return None
        given = settings.demo.password.get_secret_value()
        password = given or secrets.token_urlsafe(9)
        company = read()
        hashes = await asyncio.gather(*(passwords.hashed(password) for _ in company.accounts))
        async with db.transaction() as session:
            zone = ZoneInfo(settings.app.timezone)
            conversations = await _write(session, company, hashes, now or clock.now(), zone)
    finally:
        await db.close()
    people = len(company.accounts) + len(company.customers)
    return Seeded(people, len(company.faqs), conversations, "" if given else password)


async def people_of(settings: Settings) -> People:
    """Who is in the database."""
    db = Database(settings.database_url, max_connections=2)
    try:
        async with db.reading() as session:
            count = await _count(session, User)
            mark = select(col(SysConfig.config_value)).where(col(SysConfig.config_key) == DEMO_MARK)
            ids = [
                int(part)
                for part in ((await session.execute(mark)).scalar_one_or_none() or "").split(",")
                if part
            ]
            names = select(col(User.username)).where(col(User.id).in_(ids), col(User.status) == 1)
            return People(count, tuple((await session.execute(names.order_by(col(User.id)))).scalars()))
    finally:
        await db.close()


async def _is_empty(session: AsyncSession) -> bool:
    return not any([await _count(session, table) for table in (User, Faq, Message)])


async def _count(session: AsyncSession, table: Any) -> int:
    return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def _write(
    session: AsyncSession, company: Company, hashes: Sequence[str], now: datetime, zone: ZoneInfo
) -> int:
    """Everything; returns how many conversations there are."""
    rng = Random(RANDOM_SEED)  # noqa: S311 - believable, not secret
    opened = now - OPENED
    users = [_user(person, hashed, opened) for person, hashed in zip(company.accounts, hashes, strict=True)]
    users += [
        _user(person, NO_PASSWORD, now - timedelta(days=rng.uniform(45, 400))) for person in company.customers
    ]
    session.add_all(users)
    await session.flush()
    ids = {user.username: user.id or 0 for user in users}
    mark = ",".join(str(ids[person.username]) for person in company.accounts)
    session.add(SysConfig(config_key=DEMO_MARK, config_value=mark, description="The demo's accounts"))
    session.add_all(canned_replies(ids, opened))
    teller = Teller(rng, company, await _publish(session, company.faqs, opened))
    team = read_team()
    session.add_all(staffing(team, ids, now, opened))
    stories = told(teller, _starts(rng, company, ids, moments(rng, now, zone, STORIES)))
    agents = [
        Agent(ids[one.username], one.nickname, WEIGHTS[one.username])
        for one in company.accounts
        if one.username in WEIGHTS
    ]
    wishes = [
        teller.wishing(user_id, language, at)
        for at, user_id, language in _starts(rng, company, ids, _when_served(rng, now, zone))
    ]
    served = [tell_served(rng, team, agents, story) for story in wishes]
    newest = (await session.execute(select(func.max(col(Message.id))))).scalar_one_or_none() or 0
    await _insert(session, _rows([*stories, *wishes], served, newest + 1))
    await _file(session, rng, _cast(company, users), now, zone)
    return len(stories) + len(wishes)


def _when_served(rng: Random, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """As many in the last week as make a range of waits, and some in the weeks before it."""
    over = [at for at in moments(rng, now, zone, MANY) if at < now - SERVED_UNTIL]
    early = [at for at in over if at <= now - WEEK]
    recent = [at for at in over if at > now - WEEK]
    return sorted([*rng.sample(early, SERVED_BEFORE), *rng.sample(recent, SERVED_LAST_WEEK)])


def _cast(company: Company, users: Sequence[User]) -> Cast:
    """Who files and who works on tickets."""
    people = {user.username: actor_of(user) for user in users}
    customers: dict[str, list[Actor]] = {}
    for person in (*company.accounts, *company.customers):
        if person.weight:
            customers.setdefault(person.language, []).extend([people[person.username]] * person.weight)
    return Cast([people[name] for name in WEIGHTS], customers)


async def _file(session: AsyncSession, rng: Random, cast: Cast, now: datetime, zone: ZoneInfo) -> None:
    hours = await workforce.hours(session, zone.key)
    await tell_tickets(session, rng, cast, _when_filed(rng, now, zone), hours, now)


def _when_filed(rng: Random, now: datetime, zone: ZoneInfo) -> list[datetime]:
    """Some in the last day, which are still being worked on, and the others before."""
    every = [at for at in moments(rng, now, zone, MANY) if at < now - SERVED_UNTIL]
    fresh = [at for at in every if at > now - FRESH]
    old = [at for at in every if at <= now - FRESH]
    return sorted([*rng.sample(old, FILED_BEFORE), *rng.sample(fresh, min(len(fresh), FILED_FRESH))])


def _rows(stories: Sequence[Story], served: Sequence[Served], first_message_id: int) -> Rows:
    rows, facts = rows_of(stories, first_message_id)
    rows.handoffs, more = served_rows(rows, served, first_message_id + len(rows.messages))
    rows.activity = [row_of(fact) for fact in sorted([*facts, *more], key=lambda fact: fact.at)]
    return rows


def _user(person: Person, hashed: str, at: datetime) -> User:
    return User(
        username=person.username,
        password=hashed,
        role=person.role,
        nickname=person.nickname,
        email=f"{person.username}@example.com" if person.role is Role.CUSTOMER else None,
        locale=person.language,
        create_time=at,
        update_time=at,
    )


async def _publish(
    session: AsyncSession, faqs: Sequence[FaqText], at: datetime
) -> dict[tuple[str, str], int]:
    """The FAQ; the number of each entry by key and language."""
    await knowledge.seed_faqs(session, at)
    found = await session.execute(select(col(Faq.id), col(Faq.language), col(Faq.question)))
    ids = {(language, question): number for number, language, question in found}
    return {(faq.key, faq.language): ids[faq.language, faq.question] or 0 for faq in faqs}


def _starts(
    rng: Random, company: Company, ids: dict[str, int], instants: Sequence[datetime]
) -> list[tuple[datetime, int, str]]:
    """Who begins a conversation when, and in which language."""
    customers = [person for person in (*company.accounts, *company.customers) if person.weight]
    weights = [person.weight for person in customers]
    starts = []
    for at in instants:
        person = rng.choices(customers, weights)[0]
        language = "en" if rng.random() < ENGLISH_AMONG_OTHERS else person.language
        starts.append((at, ids[person.username], language))
    return starts


async def _insert(session: AsyncSession, rows: Rows) -> None:
    await session.execute(insert(Conversation), rows.conversations)
    await session.execute(insert(Message), rows.messages)
    await session.execute(insert(Citation), rows.citations)
    await session.execute(insert(Feedback), rows.feedback)
    await session.execute(insert(Handoff), rows.handoffs)
    await session.execute(insert(Activity), rows.activity)
    used = update(Faq).where(col(Faq.id) == bindparam("entry")).values(hit_count=bindparam("hits"))
    counted = [{"entry": entry, "hits": hits} for entry, hits in rows.hits.items()]
    await (await session.connection()).execute(used, counted)
