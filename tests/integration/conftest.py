"""Real servers that the modules of this folder share: one on SQLite, and the model that it asks."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from aics_app.accounts.models import Role
from tests.served import Person, Server, Site, serving, site
from tests.servers import ModelServer, running_model


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
    environ = {"AI_CACHE_THRESHOLD": "1", "AI_OLLAMA_TIMEOUT": "8"}
    with running_model(rate=0) as model, site(environ | model.environ) as place:
        asyncio.run(place.make_tables())
        with serving(place) as (server,):
            yield Counter(place, server, model)


@pytest.fixture
def counter(_counter: Counter) -> Counter:
    """One server on SQLite, which remembers answers at once; its model is quick and sound."""
    _counter.model.control(reset=True)
    return _counter
