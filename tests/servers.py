"""Private servers for tests: MariaDB, Redis and AICS itself, on free loopback ports, in folders of their own.

Each is a context manager that ends what it started and leaves nothing behind.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import pymysql

from aics_app.desk.rules import prompts
from aics_app.settings import variables
from tests.processes import LOOPBACK, Process, free_port, own_folder, program, run_once, running, wait_until

# What the product asks by itself after each hand-off: at any time, and no test prepares an answer for it.
SUMMING_UP = prompts.summary("", "zh", ())[-1].content.partition(" Write in ")[0]

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
class ModelServer:
    """The model double in a process of its own."""

    url: str

    @property
    def environ(self) -> dict[str, str]:
        """The address as settings want it."""
        return {"AI_OLLAMA_BASE_URL": self.url}

    def control(self, **order: Any) -> None:
        """Change how it behaves, as `tests/doubles/ollama_server.py` describes."""
        body = json.dumps(order).encode()
        with urlopen(Request(f"{self.url}/_control", body, {"Content-Type": "application/json"}), timeout=5):
            pass


@dataclass(frozen=True)
class RunningApp:
    """AICS as `./aics run` starts it."""

    url: str
    data_dir: Path
    log_file: Path
    process: Process

    @property
    def log(self) -> str:
        """Everything it has printed so far."""
        return self.log_file.read_text("utf-8", errors="replace")


@contextmanager
def running_mariadb() -> Iterator[MariaDb]:
    """A server with an empty data directory. Raises `ServerDidNotStart`."""
    with own_folder("aics-mariadb-") as folder:
        server = MariaDb(free_port())
        command = mariadb_in(folder, server.port)
        with running(command, folder / "log") as process:
            wait_until(server.make_account, process, folder / "log", pymysql.err.OperationalError)
            yield server


def mariadb_in(folder: Path, port: int) -> list[str]:
    """Install an empty data directory; the command that serves it. Raises `ServerDidNotStart`."""
    # A server that starts sweeps temporary tables out of its tmpdir: another's, too, were it shared.
    places = ["--no-defaults", f"--datadir={folder / 'data'}", f"--tmpdir={folder}"]
    if os.geteuid() == 0:
        places += ["--user=root"]
    install = [program("mariadb-install-db"), *places, "--auth-root-authentication-method=normal"]
    run_once([*install, "--skip-test-db"], folder / "install")
    listening = [f"--bind-address={LOOPBACK}", f"--port={port}", f"--socket={folder / 'socket'}"]
    own = [*places, f"--pid-file={folder / 'pid'}", *listening]
    return [program("mariadbd"), *own, *MARIADB_OPTIONS]


@contextmanager
def running_redis(port: int | None = None) -> Iterator[RedisServer]:
    """A server that forgets; a given port brings "the same" one back. Raises `ServerDidNotStart`."""
    with own_folder("aics-redis-") as folder:
        server = RedisServer(LOOPBACK, port or free_port())
        command = [program("redis-server"), "--bind", server.host, "--port", str(server.port)]
        command += ["--dir", str(folder), "--save", "", "--appendonly", "no"]
        with running(command, folder / "log") as process:
            wait_until(lambda: server.command("PING"), process, folder / "log", OSError)
            yield server


@contextmanager
def running_model(*, rate: float = 50) -> Iterator[ModelServer]:
    """The model double at `rate` tokens per second, 0 for all at once. Raises `ServerDidNotStart`."""
    with own_folder("aics-model-") as folder:
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "tests.doubles.ollama_server",
            "--port",
            str(port),
            "--rate",
            str(rate),
            "--aside",
            SUMMING_UP,
        ]
        with running(command, folder / "log") as process:
            server = ModelServer(f"http://{LOOPBACK}:{port}")
            wait_until(server.control, process, folder / "log", OSError)
            yield server


@dataclass(frozen=True)
class S3Server:
    """A bucket on a private server."""

    url: str
    bucket: str = "files"

    @property
    def environ(self) -> dict[str, str]:
        """The bucket as settings want it."""
        return {
            "FILE_STORAGE": "s3",
            "FILE_S3_ENDPOINT": self.url,
            "FILE_S3_BUCKET": self.bucket,
            "FILE_S3_ACCESS_KEY": "tests",
            "FILE_S3_SECRET_KEY": "only-for-tests",
        }

    def make_bucket(self) -> None:
        """The bucket, empty."""
        with urlopen(Request(f"{self.url}/{self.bucket}", method="PUT"), timeout=5):
            pass


@contextmanager
def running_s3(port: int | None = None) -> Iterator[S3Server]:
    """A server with an empty bucket, which lists 7 files a page; a given port brings one back.

    Raises `ServerDidNotStart`.
    """
    with own_folder("aics-s3-") as folder:
        server = S3Server(f"http://{LOOPBACK}:{(port := port or free_port())}")
        command = [sys.executable, "-m", "tests.doubles.s3_server", str(port)]
        with running(command, folder / "log", os.environ | {"MOTO_S3_DEFAULT_MAX_KEYS": "7"}) as process:
            wait_until(server.make_bucket, process, folder / "log", OSError)
            yield server


@contextmanager
def running_app(environ: Mapping[str, str] | None = None, *, patience_s: float = 240) -> Iterator[RunningApp]:
    """`./aics run` on a free port with an empty data directory; `environ` adds settings, or changes those.

    The first start in a tree builds the pages, hence the patience. Raises `ServerDidNotStart`.
    """
    with own_folder("aics-app-") as folder:
        port, log = free_port(), folder / "log"
        ours = {*variables(), "AICS_CONFIG"}
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        own = {"APP_PORT": str(port), "APP_DATA_DIR": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
        # Nothing listens on port 9: without a model of the test's own, there is none.
        own["AI_OLLAMA_BASE_URL"] = f"http://{LOOPBACK}:9"
        own |= environ or {}
        command = [sys.executable, "-m", "aics_app.cli", "run"]
        with running(command, log, inherited | own) as process:
            url = f"http://{LOOPBACK}:{port}"
            wait_until(lambda: _require_up(url), process, log, OSError, patience_s)
            yield RunningApp(url, Path(own["APP_DATA_DIR"]), log, process)


def _require_up(url: str) -> None:
    with urlopen(f"{url}/api/health", timeout=2) as answer:
        if json.load(answer) != {"status": "UP"}:
            raise URLError("it answers, but not as AICS")
