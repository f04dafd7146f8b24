"""One run of one way: the processes it needs, what it cost, and what became of every message."""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from sqlalchemy import Select, select
from sqlmodel import col

from aics_app.chat.models import Message, Sender
from tests.bench.streams import usage
from tests.bench.talks import relay
from tests.bench.talks.people import Company, company
from tests.processes import LOOPBACK, ROOT, free_port, own_folder, running, wait_until
from tests.served import START_PATIENCE_S, Site, serving, site
from tests.servers import running_mariadb, running_redis

PROCESSES = {"one": 1, "two": 2}
"""One with SQLite and nothing else; two on MariaDB and Redis, half of everybody at each."""


class Broken(Exception):
    """The measurement itself went wrong; there are no figures to speak of."""


@dataclass(frozen=True)
class Plan:
    """How many people, and how fast they talk for how long."""

    customers: int = 200
    agents: int = 20
    rate: float = 50.0
    seconds: float = 30.0


@dataclass(frozen=True)
class Run:
    """`told`: what the load saw, by phase; `cpu_s`: the servers' for the talk; `memory_mb`: of one chat."""

    told: dict[str, Any]
    cpu_s: float
    memory_mb: float
    saved: Counter[int]

    @property
    def lost(self) -> int:
        """Sent and not saved, or saved and not shown to who had it before his eyes."""
        return self.told["sent"] - len(self.saved) + int(self.told["missing"])

    @property
    def doubled(self) -> int:
        """Saved twice, or shown under two ids."""
        return sum(count - 1 for count in self.saved.values()) + int(self.told["doubled"])

    @property
    def per_s(self) -> float:
        """Messages a second, as they were sent."""
        return float(self.told["sent"] / self.told["talk"]["s"])

    @property
    def cpu_ms_per_1000(self) -> float:
        """CPU of all servers for 1,000 messages."""
        return self.cpu_s * 1e6 / max(self.told["sent"], 1)


@dataclass(frozen=True)
class Servers:
    """Where to connect, whose CPU and memory count, and where it is all kept."""

    urls: list[str]
    groups: list[int]
    place: Site
    everybody: Company

    def cpu_s(self) -> float:
        """Of all of them so far."""
        return sum(usage.cpu_s(group) for group in self.groups)

    def rss_mb(self) -> float:
        """Of all of them now."""
        return sum(usage.rss_mb(group) for group in self.groups)


def measured(way: str, processes: str, plan: Plan) -> Run:
    """Start, let them talk, and look what was kept. Raises `Broken`, `ServerDidNotStart`."""
    with _servers(way, PROCESSES[processes], plan) as servers, _load() as load:
        order = {
            "way": way,
            "urls": servers.urls,
            "agents": [agent.token for agent in servers.everybody.agents],
            "customers": [(one.token, one.conversation) for one in servers.everybody.customers],
            "rate": plan.rate,
            "seconds": plan.seconds,
        }
        _tell(load, json.dumps(order))
        _do(load, "agents")
        before_mb = servers.rss_mb()
        _do(load, "customers")
        _do(load, "claim")
        memory_mb = (servers.rss_mb() - before_mb) / plan.customers
        before_s = servers.cpu_s()
        _do(load, "talk")
        cpu_s = servers.cpu_s() - before_s
        _tell(load, "end")
        told = json.loads(_heard(load))
        return Run(told, cpu_s, memory_mb, asyncio.run(_saved(servers.place, way)))


@contextmanager
def _servers(way: str, count: int, plan: Plan) -> Iterator[Servers]:
    with ExitStack() as stack:
        environ: dict[str, str] = {}
        if count > 1:
            environ |= stack.enter_context(running_mariadb()).fresh_database().environ
            environ |= stack.enter_context(running_redis()).environ
        place = stack.enter_context(site(environ))
        everybody = company(place, customers=plan.customers, agents=plan.agents)
        if way == "relay":
            urls, groups = stack.enter_context(_relays(place, count))
        else:
            served = stack.enter_context(serving(place, count))
            urls, groups = [one.url for one in served], [one.process.pid for one in served]
        yield Servers(urls, groups, place, everybody)


@contextmanager
def _relays(place: Site, count: int) -> Iterator[tuple[list[str], list[int]]]:
    asyncio.run(_make_relayed(place))
    environ = {relay.URL: place.settings.database_url}
    if place.settings.redis_url:
        environ[relay.REDIS_URL] = place.settings.redis_url
    with own_folder("aics-relay-") as folder, ExitStack() as stack:
        urls, groups = [], []
        for number in range(count):
            port, log = free_port(), folder / f"log{number}"
            command = [*(sys.executable, "-m", "granian"), *("--interface", "asgi", "--factory")]
            command += [*("--host", LOOPBACK, "--port", str(port)), *("--workers", "1", "--no-access-log")]
            process = stack.enter_context(running([*command, f"{relay.__name__}:app"], log, environ))
            url = f"http://{LOOPBACK}:{port}"
            wait_until(partial(_answers, url), process, log, OSError, START_PATIENCE_S)
            urls.append(url)
            groups.append(process.pid)
        yield urls, groups


def _answers(url: str) -> None:
    try:
        urlopen(url, timeout=2).close()
    except HTTPError:  # there is nothing to read there, but somebody says so
        return


async def _make_relayed(place: Site) -> None:
    async with place.database() as db, db.engine.begin() as connection:
        await connection.run_sync(relay.metadata.create_all)


async def _saved(place: Site, way: str) -> Counter[int]:
    """How often each message was kept, by its number."""
    chosen: Select[Any] = select(relay.messages.c.content)
    if way != "relay":
        chosen = select(col(Message.content)).where(col(Message.sender).in_([Sender.CUSTOMER, Sender.AGENT]))
    async with place.database() as db, db.reading() as session:
        texts = [text for text in (await session.execute(chosen)).scalars() if text.startswith("#")]
    return Counter(int(text[1 : text.index(" ")]) for text in texts)


@contextmanager
def _load() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.bench.talks.load"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _tell(load: "subprocess.Popen[str]", text: str) -> None:
    assert load.stdin
    load.stdin.write(f"{text}\n")
    load.stdin.flush()


def _do(load: "subprocess.Popen[str]", word: str) -> None:
    _tell(load, word)
    if _heard(load) != word:
        raise Broken(f"the load process failed at {word}; its story stands above")


def _heard(load: "subprocess.Popen[str]") -> str:
    assert load.stdout
    line = load.stdout.readline().strip()
    if not line:
        raise Broken("the load process ended early; its story stands above")
    return line
