"""Private servers for tests: MariaDB, Redis and AICS itself, on free loopback ports, in folders of their own.

Each is a context manager that ends what it started, by its process id, and leaves nothing behind.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pymysql

from aics_app.settings import variables

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"
MARIADB_OPTIONS = (
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--max-connections=300",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--performance-schema=0",
    # Nothing in here outlives the run, so nothing need reach the disk.
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-flush-method=nosync",
    "--innodb-doublewrite=0",
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=64M",
)


class ServerDidNotStart(Exception):
    """A private server ended or stayed silent; the message holds the end of its log."""


@dataclass(frozen=True)
class MySqlDatabase:
    """One empty database on a private server."""

    host: str
    port: int
    username: str
    password: str
    dbname: str

    @property
    def url(self) -> str:
        """The address as SQLAlchemy wants it."""
        account, place = f"{self.username}:{self.password}", f"{self.host}:{self.port}"
        return f"mysql+aiomysql://{account}@{place}/{self.dbname}?charset=utf8mb4"

    @property
    def environ(self) -> dict[str, str]:
        """The address as settings want it."""
        return {
            "MYSQL_HOST": self.host,
            "MYSQL_PORT": str(self.port),
            "MYSQL_USERNAME": self.username,
            "MYSQL_PASSWORD": self.password,
            "MYSQL_DBNAME": self.dbname,
        }


class MariaDb:
    """A private MariaDB server; `fresh_database()` as often as one likes."""

    host = LOOPBACK
    username = "aics"
    password = "only-for-tests"

    def __init__(self, port: int) -> None:
        self.port = port
        self._names = (f"aics_{number}" for number in count(1))

    def fresh_database(self) -> MySqlDatabase:
        """An empty database with the character set of the contract."""
        name = next(self._names)
        self.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci")
        return MySqlDatabase(self.host, self.port, self.username, self.password, name)

    def execute(self, statement: str) -> None:
        """Run one statement as the tests' account, which may do anything."""
        with self._connected(self.username, self.password) as cursor:
            cursor.execute(statement)

    def make_account(self) -> None:
        """The account that the tests sign in with, made by root, who has no password here."""
        with self._connected("root", "") as cursor:
            cursor.execute(f"CREATE USER '{self.username}'@'%' IDENTIFIED BY '{self.password}'")
            cursor.execute(f"GRANT ALL ON *.* TO '{self.username}'@'%' WITH GRANT OPTION")

    @contextmanager
    def _connected(self, username: str, password: str) -> Iterator[pymysql.cursors.Cursor]:
        connection = pymysql.connect(
            host=self.host, port=self.port, user=username, password=password, autocommit=True
        )
        with connection, connection.cursor() as cursor:
            yield cursor


@dataclass(frozen=True)
class RedisServer:
    """A private Redis without persistence."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as clients want it."""
        return f"redis://{self.host}:{self.port}/0"

    @property
    def environ(self) -> dict[str, str]:
        """The address as settings want it."""
        return {"REDIS_HOST": self.host, "REDIS_PORT": str(self.port)}

    def command(self, *words: str) -> bytes:
        """Send one command, return the beginning of the answer as it came (`+OK`, `-ERR …`, `$5…`)."""
        parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
        with socket.create_connection((self.host, self.port), timeout=5) as connection:
            connection.sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
            return connection.recv(65536)


@dataclass(frozen=True)
class RunningApp:
    """AICS as `./aics run` starts it."""

    url: str
    data_dir: Path
    log_file: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        """Everything it has printed so far."""
        return self.log_file.read_text("utf-8", errors="replace")


def free_port() -> int:
    """A loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_mariadb() -> Iterator[MariaDb]:
    """A server with an empty data directory. Raises `ServerDidNotStart`."""
    with _own_folder("aics-mariadb-") as folder:
        data = folder / "data"
        as_root = ["--user=root"] if os.geteuid() == 0 else []
        install = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", *as_root]
        _run_once(
            [*install, "--auth-root-authentication-method=normal", "--skip-test-db"], folder / "install"
        )
        server = MariaDb(free_port())
        places = [f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", f"--tmpdir={folder}"]
        command = [_program("mariadbd"), "--no-defaults", f"--datadir={data}", *as_root, *places]
        command += [f"--bind-address={LOOPBACK}", f"--port={server.port}", *MARIADB_OPTIONS]
        with _process(command, folder / "log") as process:
            _wait_until(server.make_account, process, folder / "log", pymysql.err.OperationalError)
            yield server


@contextmanager
def running_redis(port: int | None = None) -> Iterator[RedisServer]:
    """A server that forgets; a given port brings "the same" one back. Raises `ServerDidNotStart`."""
    with _own_folder("aics-redis-") as folder:
        server = RedisServer(LOOPBACK, port or free_port())
        command = [_program("redis-server"), "--bind", server.host, "--port", str(server.port)]
        command += ["--dir", str(folder), "--save", "", "--appendonly", "no"]
        with _process(command, folder / "log") as process:
            _wait_until(lambda: server.command("PING"), process, folder / "log", OSError)
            yield server


@contextmanager
def running_app(environ: Mapping[str, str] | None = None, *, patience_s: float = 240) -> Iterator[RunningApp]:
    """`./aics run` on a free port with an empty data directory; `environ` adds settings.

    The first start in a tree builds the pages, hence the patience. Raises `ServerDidNotStart`.
    """
    with _own_folder("aics-app-") as folder:
        port, log = free_port(), folder / "log"
        ours = {*variables(), "AICS_CONFIG"}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        own = {"APP_PORT": str(port), "APP_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
        # Nothing listens on port 9: without a model of the test's own, there is none.
        own["AI_OLLAMA_BASE_URL"] = f"http://{LOOPBACK}:9"
        command = [sys.executable, "-m", "aics_app.cli", "run"]
        with _process(command, log, inherited | own | dict(environ or {})) as process:
            url = f"http://{LOOPBACK}:{port}"
            _wait_until(lambda: _require_up(url), process, log, OSError, patience_s)
            yield RunningApp(url, folder / "data", log, process)


def _require_up(url: str) -> None:
    with urlopen(f"{url}/api/health", timeout=2) as answer:
        if json.load(answer) != {"status": "UP"}:
            raise URLError("it answers, but not as AICS")


def _program(name: str) -> str:
    """Where a server's program is; Debian keeps some outside a user's PATH."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")
    if not found:
        raise ServerDidNotStart(f"{name} is not installed")
    return found


@contextmanager
def _own_folder(prefix: str) -> Iterator[Path]:
    # A socket's path may have no more than 107 letters: under /tmp, not under pytest's long names.
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _run_once(command: list[str], log: Path) -> None:
    with log.open("wb") as output:
        if subprocess.run(command, stdout=output, stderr=output, check=False).returncode:
            raise ServerDidNotStart(f"{command[0]}: {_end_of(log)}")


@contextmanager
def _process(
    command: list[str], log: Path, environ: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Start in a group of its own, so that its workers end with it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for ending in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, ending)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            continue


def _wait_until(
    attempt: Callable[[], object],
    process: subprocess.Popen[bytes],
    log: Path,
    not_yet: type[Exception],
    patience_s: float = 30,
) -> None:
    give_up_at = time.monotonic() + patience_s
    while True:
        if process.poll() is not None:
            raise ServerDidNotStart(f"it ended with {process.returncode}: {_end_of(log)}")
        try:
            attempt()
        except not_yet as reason:
            if time.monotonic() > give_up_at:
                silence = f"silent for {patience_s:.0f} s ({reason})"
                raise ServerDidNotStart(f"{silence}: {_end_of(log)}") from reason
            time.sleep(0.05)
        else:
            return


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-20:])
