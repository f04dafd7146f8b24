"""The pages: built by Reflex once, stamped with what they were made of, served without Node ever after."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aics_app.cli.output import Refused
from aics_app.settings import variables

ROOT = Path(__file__).resolve().parents[2]
# Screens, what they take their constants from, and what decides how they are built. Reflex's own lock of npm
# packages is left out: a build writes it.
MADE_OF = (
    "rxconfig.py",
    "requirements.txt",
    "assets/**/*",
    "aics_app/__init__.py",
    "aics_app/aics_app.py",
    "aics_app/locales/*",
    "aics_app/ui/**/*.py",
    "aics_app/*/ui/**/*.py",
    "aics_app/*/models.py",
    "aics_app/*/rules.py",
    "aics_app/*/rules/*.py",
    "aics_app/*/schemas.py",
    "aics_app/*/views.py",
)
MIN_NODE = (22, 22)


def fingerprint(root: Path = ROOT) -> str:
    """A mark that changes with anything that the pages are made of."""
    digest = hashlib.sha256()
    found = {path for pattern in MADE_OF for path in root.glob(pattern) if path.is_file()}
    for path in sorted(found):
        own = path.relative_to(root)
        if {"__pycache__", "external"} & {*own.parts}:  # a build puts links into assets/external
            continue
        content = path.read_bytes()
        digest.update(f"{own.as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def stamp_of(root: Path) -> Path:
    """Where a finished build says what it was made of; Reflex clears this folder when it begins a build."""
    return root / ".web" / "build" / "made-of"


def are_built(root: Path = ROOT) -> bool:
    """Whether the pages are there and made of what is here now."""
    stamp = stamp_of(root)
    client = root / ".web" / "build" / "client" / "index.html"
    return client.is_file() and stamp.is_file() and stamp.read_text("ascii") == fingerprint(root)


def build(root: Path = ROOT, export: Callable[[Path], None] | None = None) -> None:
    """Build the pages; of two that begin together one builds and the other waits. Raises `Refused`."""
    with _alone(root):
        if are_built(root):
            return
        made_of = fingerprint(root)
        stamp_of(root).unlink(missing_ok=True)
        (export or _export)(root)
        stamp_of(root).write_text(made_of, "ascii")


def node_version() -> tuple[int, ...]:
    """The version of the Node that would build; empty without one."""
    try:
        said = subprocess.run(  # noqa: S603 - our own Node, fixed words
            [_programs() / "node", "--version"], capture_output=True, text=True, check=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", said.stdout))


def _require_node() -> None:
    if node_version() < MIN_NODE:
        raise Refused(
            "the pages must be built and there is no Node for it here; `./aics build` in a source checkout "
            "brings its own, an image has to be built anew"
        )


def _export(root: Path) -> None:
    _require_node()
    with tempfile.TemporaryDirectory(prefix="aics-build-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as output:
            done = subprocess.run(
                [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
                cwd=root,
                env=_environment(os.environ, Path(folder)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        if done.returncode or not (root / ".web" / "build" / "client" / "index.html").is_file():
            raise Refused(_why_not(root, log.read_text("utf-8", errors="replace")))


def _why_not(root: Path, log: str) -> str:
    """One line for a build that failed; all of it is kept beside the pages."""
    kept = root / ".web" / "build.log"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(log, "utf-8")
    return (
        f"the pages could not be built: {_last_words(log)}; the whole story is in {kept.relative_to(root)}. "
        "If it happens again, remove .web and try once more"
    )


def _environment(inherited: Mapping[str, str], folder: Path) -> dict[str, str]:
    """What the build sees: no setting of ours, since the same pages serve every installation."""
    environ = {name: value for name, value in inherited.items() if name not in {*variables(), "AICS_CONFIG"}}
    environ["PATH"] = f"{_programs()}{os.pathsep}{environ.get('PATH', '')}"
    environ |= {
        "APP_DATA_DIR": str(folder / "data"),
        "REFLEX_DIR": str(folder / "reflex"),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_USE_NPM": "1",
        "NO_COLOR": "1",
        "COLUMNS": "200",
        # Which registry packages come from is this machine's business, not the committed lock's.
        "npm_config_omit_lockfile_registry_resolved": "true",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_update_notifier": "false",
        "npm_config_fetch_retries": "3",
    }
    # Without this Reflex measures two public registries and takes the faster, whatever npm was told here.
    environ.setdefault("NPM_CONFIG_REGISTRY", _registry(environ))
    return environ


def _registry(environ: Mapping[str, str]) -> str:
    asked = [str(_programs() / "npm"), "config", "get", "registry"]
    away = tempfile.gettempdir()  # from the project's own configuration
    try:
        said = subprocess.run(  # noqa: S603 - our own npm, fixed words
            asked, env=environ, capture_output=True, text=True, check=True, timeout=60, cwd=away
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(f"npm does not work here: {error}; remove .venv and start again") from error
    return said.stdout.strip().splitlines()[-1]


def _programs() -> Path:
    """Where the environment keeps the `node` and `npm` that came with it."""
    return Path(sys.prefix) / "bin"


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    own = os.open(root, os.O_RDONLY)  # .web itself is made anew by a build
    try:
        fcntl.flock(own, fcntl.LOCK_EX)  # the kernel lets go however we end
        yield
    finally:
        os.close(own)


def _last_words(log: str) -> str:
    """The line of a build's log that says most: the last that speaks of an error, else the last."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", log).splitlines() if line.strip()]
    speaking = [line for line in lines if re.search(r"error|ERR!|not found|failed", line, re.IGNORECASE)]
    said = (speaking or lines or ["it said nothing"])[-1]
    return re.sub(r"\w+://\S+", "(address)", said)[:200]
