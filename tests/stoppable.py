"""MariaDB and Redis that a test may stop and bring back at the same address."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import pymysql

from tests.processes import LOOPBACK, free_port, own_folder, running, wait_until
from tests.servers import MariaDb, RedisServer, mariadb_in, running_redis

Server = TypeVar("Server")


class Stoppable:
    """Something that runs, does not, and runs again."""

    def __init__(self, run: Callable[[], AbstractContextManager[object]]) -> None:
        self._run = run
        self._running = ExitStack()

    def start(self) -> None:
        """Returns once it serves."""
        self._running.enter_context(self._run())

    def stop(self) -> None:
        """Returns once it is gone. May be called twice."""
        self._running.close()


@contextmanager
def stoppable_redis() -> Iterator[tuple[RedisServer, Stoppable]]:
    """Running; after a stop it has forgotten everything."""
    server = RedisServer(LOOPBACK, free_port())
    yield from _handed_out(server, Stoppable(lambda: running_redis(server.port)))


@contextmanager
def stoppable_mariadb() -> Iterator[tuple[MariaDb, Stoppable]]:
    """Running; after a stop it still has its data."""
    with own_folder("aics-mariadb-") as folder:
        server = MariaDb(free_port())
        command = mariadb_in(folder, server.port)
        yield from _handed_out(server, Stoppable(lambda: _serving(server, command, folder / "log")))


@contextmanager
def _serving(server: MariaDb, command: list[str], log: Path) -> Iterator[None]:
    is_new = not log.exists()
    with running(command, log) as process:
        attempt = server.make_account if is_new else lambda: server.execute("SELECT 1")
        wait_until(attempt, process, log, pymysql.err.OperationalError)
        yield


def _handed_out(server: Server, stoppable: Stoppable) -> Iterator[tuple[Server, Stoppable]]:
    stoppable.start()
    try:
        yield server, stoppable
    finally:
        stoppable.stop()
