"""Every check there is, one after the other, each with its time. What cannot run has failed.

./aics test                              everything
./aics test --quick                      without servers and browser
./aics test tests/unit/chat -k stopped   only pytest, with these words
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix) / "bin"
FONTS = Path("/usr/share/fonts")
POLICY = Path("/usr/sbin/policy-rc.d")


@dataclass(frozen=True)
class Step:
    """A program and its words. A step of pytest counts its tests, any other counts as one.

    When no more than `twice` of its tests failed, these are run once more, alone.
    """

    name: str
    program: str
    words: tuple[str, ...] = ()
    twice: int = 0


@dataclass(frozen=True)
class Total:
    """How many checks and tests ended which way."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Total") -> "Total":
        return Total(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        """A closing line that CI systems know how to read."""
        return f"{self.passed} passed, {self.failed} failed" + (
            f", {self.skipped} skipped" if self.skipped else ""
        )


# Two at a time, as on two cores; the tests of a file share servers, which each process has of its own.
WORKERS = ("-n", "2", "--dist", "loadfile")
CHECKS = (
    Step("format", "ruff", ("format", "--check", ".")),
    Step("lint", "ruff", ("check", "--output-format=concise", ".")),
    Step("types", "mypy"),
    Step("imports", "lint-imports", ("--no-logo",)),
    Step("shell scripts", "shellcheck", ("aics", ".ci/run")),
    Step("Dockerfile", "hadolint", ("Dockerfile",)),
    Step("unit tests and house rules", "pytest", (*WORKERS, "tests/unit", "tests/house")),
)
SLOW_CHECKS = (
    Step("tests with MariaDB and Redis", "pytest", (*WORKERS, "tests/integration")),
    Step("tests in the browser", "pytest", (*WORKERS, "tests/browser"), twice=2),
)
# What the slow checks need from the system, and the Debian packages that bring it. The core packages hold
# MariaDB's programs without its service.
PROGRAMS = {
    "mariadbd": "mariadb-server-core",
    "my_print_defaults": "mariadb-client-core",
    "redis-server": "redis-server",
    "chromium": "chromium",
}
FONT, FONT_PACKAGE = "NotoSansCJK*", "fonts-noto-cjk"


def main(words: Sequence[str]) -> int:
    """Run what the words ask for; 0 when nothing failed."""
    os.chdir(ROOT)
    if {"-h", "--help"} & {*words}:
        print(__doc__)
        return 0
    for_pytest = [word for word in words if word != "--quick"]
    if for_pytest:
        _say("only pytest, as asked; the other checks are left out")
        return subprocess.call([BIN / "pytest", *for_pytest])
    if "--quick" in words:
        _say("quick: without MariaDB, Redis and the browser")
        return _run_all(CHECKS)
    return _run_all(CHECKS + SLOW_CHECKS, _install_what_is_missing())


def _run_all(steps: Sequence[Step], before: Total = Total()) -> int:
    total, failed, started_at = before, [], time.monotonic()
    for step in steps:
        outcome = _run(step)
        total += outcome
        if outcome.failed:
            failed.append(step.name)
    _say(f"all of it took {time.monotonic() - started_at:.0f} s")
    if failed:
        _say(f"failed: {', '.join(failed)}")
    print(total, flush=True)
    return 1 if total.failed else 0


def _run(step: Step) -> Total:
    _say(step.name)
    started_at = time.monotonic()
    outcome = _run_pytest(step) if step.program == "pytest" else _run_check(step)
    print(f"   {'failed' if outcome.failed else 'ok'}, {time.monotonic() - started_at:.1f} s", flush=True)
    return outcome


def _run_check(step: Step) -> Total:
    status = subprocess.call([BIN / step.program, *step.words])
    return Total(failed=1) if status else Total(passed=1)


def _run_pytest(step: Step) -> Total:
    total, failed = _pytest(step.words)
    if not 0 < len(failed) <= step.twice or total.failed != len(failed):
        return total
    _say(f"not steady, once more and alone: {', '.join(failed)}")
    again, _ = _pytest(failed)
    return Total(total.passed + again.passed, again.failed, total.skipped + again.skipped)


def _pytest(words: Sequence[str]) -> tuple[Total, list[str]]:
    """How it ended, and which tests failed, by pytest's own report.

    A run without tests (status 5), or one that broke off, has failed.
    """
    with tempfile.TemporaryDirectory(prefix="aics-report-") as folder:
        report = Path(folder) / "report.xml"
        status = subprocess.call([BIN / "pytest", *words, f"--junitxml={report}"])
        total, failed = _counted(report) if report.exists() else (Total(), [])
    return (total + Total(failed=1) if status and not total.failed else total), failed


def _counted(report: Path) -> tuple[Total, list[str]]:
    suites = ElementTree.parse(report).getroot().findall(".//testsuite")
    tests, failures, errors, skipped = (
        sum(int(suite.get(count, 0)) for suite in suites)
        for count in ("tests", "failures", "errors", "skipped")
    )
    cases = [case for suite in suites for case in suite.findall("testcase")]
    failed = [
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    return Total(tests - failures - errors - skipped, failures + errors, skipped), failed


def _install_what_is_missing() -> Total:
    """Debian's packages for what is not here: installed when root, named when not."""
    packages = _missing_packages()
    if not packages:
        return Total()
    command = f"apt-get install {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        _say(f"missing for the slow checks, which will fail without: {command}")
        return Total(failed=1)
    _say(command)
    started_at = time.monotonic()
    with _services_left_alone():
        ready = _apt("update") and _apt("install", "--yes", "--no-install-recommends", *packages)
    if not ready or _missing_packages():
        _say("that did not bring what is missing")
        return Total(failed=1)
    print(f"   ok, {time.monotonic() - started_at:.1f} s", flush=True)
    return Total()


def _missing_packages() -> list[str]:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    packages = [package for program, package in PROGRAMS.items() if not shutil.which(program, path=path)]
    return packages if any(FONTS.rglob(FONT)) else [*packages, FONT_PACKAGE]


def _apt(*words: str) -> bool:
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", *words]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        # Which mirror this machine asks is its own business.
        print(*re.sub(r"\w+://\S+", "(address)", done.stdout).splitlines()[-10:], sep="\n", flush=True)
    return done.returncode == 0


@contextmanager
def _services_left_alone() -> Iterator[None]:
    """Debian starts the services that it installs, unless this file is there and says no."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", "ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def _say(text: str) -> None:
    print(f"== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
