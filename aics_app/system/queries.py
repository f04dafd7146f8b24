"""Every read of how the whole does."""

from datetime import datetime, timedelta

from sqlalchemy import func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from aics_app.accounts.models import Actor
from aics_app.handoff.queries import line
from aics_app.jobs.models import Job
from aics_app.jobs.models import Status as JobStatus
from aics_app.notices.models import Outgoing, Post
from aics_app.system.models import Replica
from aics_app.system.policies import require_see

ALIVE = timedelta(seconds=60)
SHOWN = timedelta(hours=1)


async def replicas(session: AsyncSession, actor: Actor, now: datetime) -> list[Replica]:
    """Who serves, and who has fallen silent within the hour; the oldest first. Raises `Forbidden`."""
    require_see(actor)
    lately = select(Replica).where(col(Replica.seen_at) > now - SHOWN).order_by(col(Replica.started_at))
    return list((await session.execute(lately)).scalars())


async def database(session: AsyncSession, actor: Actor) -> dict[str, str]:
    """What it is, and which revision its tables have."""
    require_see(actor)
    kind, version = await engine(session)
    revision = ""
    if await session.run_sync(lambda own: inspect(own.connection()).has_table("alembic_version")):
        revision = (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one()
    return {"kind": kind, "version": version, "revision": revision}


async def engine(session: AsyncSession) -> tuple[str, str]:
    """What the database is, and which version of it."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    version = str((await session.execute(text(_VERSIONS[is_sqlite]))).scalar_one())
    return "SQLite" if is_sqlite else "MariaDB" if "mariadb" in version.lower() else "MySQL", version


_VERSIONS = {True: "SELECT sqlite_version()", False: "SELECT VERSION()"}


async def mails(session: AsyncSession, actor: Actor) -> dict[str, int]:
    """How many wait, and how many nobody sends any more."""
    require_see(actor)
    waiting = await _count(session, Outgoing, col(Outgoing.state).in_([Post.WAITING, Post.SENDING]))
    stuck = await _count(session, Outgoing, col(Outgoing.state).in_([Post.DEAD, Post.UNSURE]))
    return {"waiting": waiting, "stuck": stuck}


async def work(session: AsyncSession, actor: Actor) -> dict[str, int]:
    """Customers in line, and jobs that wait, run, or came to nothing."""
    require_see(actor)
    found = {"waiting_for_person": len(await line.waiting(session))}
    for status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED):
        found[f"jobs_{status}"] = await _count(session, Job, col(Job.status) == status)
    return found


async def _count(session: AsyncSession, table: type, condition: object) -> int:
    counted = select(func.count()).select_from(table).where(condition)  # type: ignore[arg-type]  # a column's condition
    return int((await session.execute(counted)).scalar_one())
