"""What every test may use: private servers, and the rules of the folder that it stands in."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import tests.roles  # noqa: F401 - with it tables are made with the built-in roles in them
from tests.servers import MariaDb, MySqlDatabase, RedisServer, running_mariadb, running_redis

TESTS = Path(__file__).parent
MARKED_BY_FOLDER = ("integration", "browser")
# The first test of a folder has servers made within its own time: databases, replicas, pages.
PATIENCE_S = {"integration": 180, "browser": 400}

# The same examples on every run, and no clock on a machine that others share.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")

Connect = Callable[[socket.socket, Any], object]


class SocketsAreOff(BaseException):
    """A unit test wanted a connection. No `Exception`, so that nothing takes it for a server that is down."""


@dataclass(frozen=True)
class Stores:
    """A database, and perhaps Redis, that are this module's own; `environ` points settings to them."""

    name: str
    environ: dict[str, str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A folder's name is its marker, so that no test forgets it."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        if folder in MARKED_BY_FOLDER:
            item.add_marker(folder)
        if folder in PATIENCE_S and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE_S[folder]))


@pytest.fixture(autouse=True)
def _sockets_off_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.path.is_relative_to(TESTS / "unit"):
        connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
        monkeypatch.setattr(socket.socket, "connect", _only_local_files(connect))
        monkeypatch.setattr(socket.socket, "connect_ex", _only_local_files(connect_ex))


def _only_local_files(connect: Connect) -> Connect:
    def guarded(self: socket.socket, address: Any) -> object:
        if self.family != socket.AF_UNIX:
            message = (
                f"a unit test wanted to connect to {address}; use a double, or move it to tests/integration"
            )
            raise SocketsAreOff(message)
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """A private MariaDB server for the whole run."""
    with running_mariadb() as server:
        yield server


@pytest.fixture(scope="module")
def mysql_database(mariadb: MariaDb) -> MySqlDatabase:
    """An empty MariaDB database for each test module."""
    return mariadb.fresh_database()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A private Redis for the whole run."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of the private Redis, emptied."""
    redis_server.command("FLUSHALL")
    return redis_server.url


@pytest.fixture(scope="module", params=["sqlite", "mariadb and redis"])
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Both ways to run: one process on SQLite, replicas on MariaDB and Redis. Empty for each test module."""
    environ = {"APP_DATA_DIR": str(tmp_path_factory.mktemp("data"))}
    if request.param != "sqlite":
        redis: RedisServer = request.getfixturevalue("redis_server")
        redis.command("FLUSHALL")
        database: MySqlDatabase = request.getfixturevalue("mysql_database")
        environ |= database.environ | redis.environ
    return Stores(request.param, environ)
