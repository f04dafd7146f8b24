"""Vera looks at the parts and tries them out; nobody else may, and no secret is told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from aics_app import settings, tables
from aics_app.accounts.models import Actor, Right, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.core.cache import MemoryCache
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden
from aics_app.core.events import Activity
from aics_app.llm.double import ScriptedModel
from aics_app.mail.double import MemoryMailer
from aics_app.mail.port import MailServerAway
from aics_app.storage.double import MemoryStorage
from aics_app.system import actions, probing, queries
from aics_app.system.errors import NoAddress, TrialFailed, TriedJustNow
from aics_app.system.models import Replica
from aics_app.system.probing import Tools

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "hunter2-hunter2"
OWN = settings.load({"MAIL_SMTP_URL": f"smtp://aics:{SECRET}@mail.test:587", "MYSQL_PASSWORD": SECRET})


def _person(role: Role = Role.ADMIN) -> Actor:
    return Actor(1, "vera", "Vera", role, RIGHTS[role])


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[Tools]:
    """Doubles of everything, and Vera without an address."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'system.db'}")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with db.transaction() as session:
        session.add(User(username="vera", password="", role=Role.ADMIN, create_time=NOW, update_time=NOW))
    yield Tools(db, MemoryCache(), ScriptedModel("Hello."), MemoryStorage(), MemoryMailer(), "0018")
    await db.close()


async def test_every_part_is_told_and_no_secret(tools: Tools, tmp_path: Path) -> None:
    parts = {part.name: part for part in await probing.look(tools, OWN, _person())}
    assert set(parts) == {"database", "cache", "model", "storage", "mail", "work", "speech"}
    assert parts["database"].facts["kind"] == "SQLite"
    assert parts["database"].state == "degraded", "its tables were not made by a migration"
    assert parts["mail"].facts == {"kind": "smtp", "waiting": "0", "stuck": "0"}
    assert SECRET not in str(parts)


@pytest.mark.parametrize(
    ("name", "said"), [("database", "SQLite"), ("cache", "memory"), ("model", "Hello."), ("storage", "64 B")]
)
async def test_a_part_does_a_real_thing(tools: Tools, name: str, said: str) -> None:
    trial = await probing.try_out(name, tools, OWN, _person(), NOW)
    assert trial.said.startswith(said)


async def test_the_mail_goes_to_whoever_asks_for_it(tools: Tools) -> None:
    with pytest.raises(NoAddress):
        await probing.try_out("mail", tools, OWN, _person(), NOW)
    async with tools.db.transaction() as session:
        user = await session.get(User, 1)
        assert user
        user.email = "vera@shop.test"
    await _pause_over(tools)
    await probing.try_out("mail", tools, OWN, _person(), NOW)
    assert isinstance(tools.mailer, MemoryMailer)
    assert [mail.to for mail in tools.mailer.sent] == ["vera@shop.test"]
    await _pause_over(tools)
    tools.mailer.failures.append(MailServerAway("nobody listens"))
    with pytest.raises(TrialFailed) as refused:
        await probing.try_out("mail", tools, OWN, _person(), NOW)
    assert refused.value.params == {"why": "nobody listens"}


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AGENT])
async def test_nobody_else_looks_or_tries(tools: Tools, role: Role) -> None:
    with pytest.raises(Forbidden):
        await probing.look(tools, OWN, _person(role))
    with pytest.raises(Forbidden):
        await probing.try_out("cache", tools, OWN, _person(role), NOW)
    with pytest.raises(Forbidden):
        await probing.models(tools, _person(role))


async def test_a_part_is_tried_out_once_at_a_time_and_the_audit_knows_of_it(tools: Tools) -> None:
    tried = [probing.try_out("model", tools, OWN, _person(), NOW) for _ in range(5)]
    found = await asyncio.gather(*tried, return_exceptions=True)
    refused = [one for one in found if isinstance(one, TriedJustNow)]
    assert (len(refused), refused[0].retry_after_s) == (4, probing.TRIAL_PAUSE_S)
    with pytest.raises(TriedJustNow):  # also when it is over
        await probing.try_out("model", tools, OWN, _person(), NOW)
    await probing.try_out("cache", tools, OWN, _person(), NOW)
    async with tools.db.reading() as session:
        kept = list((await session.execute(select(Activity).order_by(Activity.id))).scalars())
    assert [(one.event, one.subject_id, one.actor_id, one.is_audited) for one in kept] == [
        ("PartTried", "model", 1, True),
        ("PartTried", "cache", 1, True),
    ]


async def test_who_only_sees_the_parts_does_not_try_them_out(tools: Tools) -> None:
    seer = Actor(1, "vera", "Vera", Role.AGENT, frozenset({Right.SYSTEM_SEE}))
    assert await probing.look(tools, OWN, seer)
    with pytest.raises(Forbidden):
        await probing.try_out("cache", tools, OWN, seer, NOW)


async def _pause_over(tools: Tools) -> None:
    await tools.cache.delete("system:trial:mail")


async def test_a_replica_is_there_while_it_is_heard_and_gone_when_it_leaves(tools: Tools) -> None:
    own = Replica(id="a" * 32, host="here", process=7, version="1", started_at=NOW, seen_at=NOW)
    for minutes in (0, 1):
        async with tools.db.transaction() as session:
            await actions.beat(session, own, NOW + timedelta(minutes=minutes))
    async with tools.db.reading() as session:
        (seen,) = await queries.replicas(session, _person(), NOW + timedelta(minutes=1))
        assert seen.seen_at == NOW + timedelta(minutes=1)
        assert await queries.replicas(session, _person(), NOW + timedelta(hours=2)) == []
    async with tools.db.transaction() as session:
        await actions.leave(session, own)
    async with tools.db.reading() as session:
        assert await queries.replicas(session, _person(), NOW) == []
