"""Real servers that the modules of this folder share: one on SQLite, two on MariaDB and Redis."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from aics_app.accounts.models import Role
from tests.served import Person, Server, Site, serving, site
from tests.servers import ModelServer, RedisServer, running_model
from tests.stoppable import Stoppable, stoppable_mariadb, stoppable_redis


@dataclass(frozen=True)
class Counter:
    """A server with the model behind it, and the people in front."""

    site: Site
    server: Server
    model: ModelServer

    async def person(self, name: str = "lena") -> Person:
        """A customer."""
        return await self.site.person(name)

    async def admin(self) -> Person:
        """An administrator."""
        return await self.site.person("vera", Role.ADMIN)


@pytest.fixture(scope="session")
def _counter() -> Iterator[Counter]:
    environ = {"AI_CACHE_THRESHOLD": "1", "AI_OLLAMA_TIMEOUT": "5"}
    with running_model(rate=0) as model, site(environ | model.environ) as place:
        asyncio.run(place.make_tables())
        with serving(place) as (server,):
            yield Counter(place, server, model)


@pytest.fixture
def counter(_counter: Counter) -> Counter:
    """One server on SQLite, which remembers answers at once; its model is quick and sound."""
    _counter.model.control(reset=True)
    return _counter


@dataclass(frozen=True)
class Branches:
    """Two servers, here and there, on one MariaDB and one Redis that may be stopped."""

    site: Site
    here: Server
    there: Server
    model: ModelServer
    redis: RedisServer
    mariadb_switch: Stoppable
    redis_switch: Stoppable


@pytest.fixture(scope="session")
def _branches() -> Iterator[Branches]:
    with (
        running_model(rate=0) as model,
        stoppable_mariadb() as (mariadb, mariadb_switch),
        stoppable_redis() as (redis, redis_switch),
        site(
            {"AI_CACHE_THRESHOLD": "1", **mariadb.fresh_database().environ, **redis.environ, **model.environ}
        ) as place,
    ):
        asyncio.run(place.make_tables())
        with serving(place, 2) as (here, there):
            yield Branches(place, here, there, model, redis, mariadb_switch, redis_switch)


@pytest.fixture
def branches(_branches: Branches) -> Branches:
    """Two replicas; their model is quick and sound."""
    _branches.model.control(reset=True)
    return _branches
