"""Programs that a test starts, each in a folder and a process group of its own, and ended with it."""

import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = "127.0.0.1"

Process = subprocess.Popen[bytes]


class ServerDidNotStart(Exception):
    """A private server ended or stayed silent; the message holds the end of its log."""


# Outgoing connections get ports from 32768 on: one of them might take what a server is about to bind.
PORTS = range(20_000, 32_000)


def own_ports(environ: Mapping[str, str], start: int) -> Iterator[int]:
    """The ports of this process, round and round: no other worker of the same run has any of them."""
    count = int(environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    number = int(environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = PORTS[number * len(PORTS) // count : (number + 1) * len(PORTS) // count]
    return (own[(start + turn) % len(own)] for turn in itertools.count())


# Each begins elsewhere, since another run may go on beside this one.
_ports = own_ports(os.environ, secrets.randbelow(len(PORTS)))


def free_port() -> int:
    """A loopback port that nobody has bound right now, and that nobody here was given lately."""
    for port in itertools.islice(_ports, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):  # somebody has it
            probe.bind((LOOPBACK, port))
            return port
    raise ServerDidNotStart("every port is taken")


def program(name: str) -> str:
    """Where a server's program is; Debian keeps some outside a user's PATH."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin:/usr/local/sbin")
    if not found:
        raise ServerDidNotStart(f"{name} is not installed")
    return found


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    # A socket's path may have no more than 107 letters: under /tmp, not under pytest's long names.
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        yield Path(name)


def run_once(command: Sequence[str], log: Path) -> None:
    """Run to the end. Raises `ServerDidNotStart`."""
    with log.open("wb") as output:
        if subprocess.run(command, stdout=output, stderr=output, check=False).returncode:
            said = log.read_text("utf-8", errors="replace")  # all: what went wrong is not always said last
            raise ServerDidNotStart(f"{command[0]}: {said}")


@contextmanager
def running(command: Sequence[str], log: Path, environ: Mapping[str, str] | None = None) -> Iterator[Process]:
    """Start in a group of its own, so that its workers end with it."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: Process) -> None:
    """Ask it to end, wait a little, then end whatever is left of its group."""
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):  # it had its time
            process.wait(20)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(
    attempt: Callable[[], object],
    process: Process,
    log: Path,
    not_yet: type[Exception],
    patience_s: float = 30,
) -> None:
    """Attempt until it succeeds. Raises `ServerDidNotStart` when the process ends or patience does."""
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
