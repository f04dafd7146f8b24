"""`./aics` on a machine that never saw it, on one that did, and on ones where it cannot work."""

import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.processes import ROOT

COMMAND = 'import sys; print("handed over:", *sys.argv[1:])\n'


def checkout(folder: Path) -> Path:
    """The launcher and what it hands over to; no packages are needed, so nothing is fetched."""
    place = folder / "a place"
    (place / "aics_app").mkdir(parents=True)
    (place / "aics_app" / "cli.py").write_text(COMMAND, "utf-8")
    (place / "requirements.txt").write_text("# none\n", "utf-8")
    (place / "requirements-dev.txt").write_text("# none for tests\n", "utf-8")
    shutil.copy(ROOT / "aics", place)
    return place


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout that was never started."""
    return checkout(tmp_path)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that was started before."""
    place = checkout(tmp_path_factory.mktemp("started"))
    start(place)
    return place


def start(place: Path, *words: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": path, "HOME": str(place)}
    command = [str(place / "aics"), *words]
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, cwd="/", timeout=50
    )


def test_the_first_start_installs_and_hands_over(place: Path) -> None:
    first = start(place, "run", "--loud")
    assert (first.returncode, first.stdout) == (0, "handed over: --called-from / run --loud\n")
    assert "making .venv" in first.stderr
    assert "://" not in first.stderr


def test_a_second_start_installs_nothing_and_is_quick(started: Path) -> None:
    took = []
    for _ in range(3):
        began = time.monotonic()
        assert start(started).stderr == ""
        took.append(time.monotonic() - began)
    assert min(took) < 0.3


def test_changed_requirements_are_installed_into_the_same_environment(started: Path) -> None:
    (started / "requirements.txt").write_text("# none, again\n", "utf-8")
    changed = start(started)
    assert "installing the packages of requirements.txt" in changed.stderr
    assert "making .venv" not in changed.stderr


def test_tests_and_benchmarks_bring_their_own_requirements(started: Path) -> None:
    assert "requirements-dev.txt" in start(started, "test").stderr
    assert start(started, "bench").stderr == ""


def test_two_starts_at_once_make_one_environment(place: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        ends = list(both.map(lambda word: start(place, word), ("one", "two")))
    assert [end.returncode for end in ends] == [0, 0]
    assert "".join(end.stderr for end in ends).count("making .venv") == 1


def test_an_interrupted_installation_begins_anew(started: Path) -> None:
    (started / ".venv" / "unfinished").touch()
    (started / ".venv" / "left over").touch()
    assert "making .venv" in start(started).stderr
    assert not (started / ".venv" / "left over").exists()


def test_a_checkout_that_moved_makes_its_environment_anew(place: Path) -> None:
    start(place)
    moved = place.rename(place.parent / "elsewhere")
    end = start(moved)
    assert "making .venv" in end.stderr
    assert end.returncode == 0


def test_a_package_that_does_not_exist_is_said_without_addresses(place: Path) -> None:
    (place / "requirements.txt").write_text("./no-such-package\n", "utf-8")
    end = start(place)
    assert end.returncode == 1
    assert end.stdout == ""
    assert "could not be installed" in end.stderr
    assert (place / ".venv" / "unfinished").exists(), "the next start must try again"


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 127", "Python 3.11 or newer"),
        ('case "$*" in *version_info*) exit 1;; -V) echo Python 3.9.2;; esac', "python3 is 3.9.2"),
        ('case "$*" in *ensurepip*) exit 1;; -V) echo Python 3.11.2;; esac', "apt-get install python3-venv"),
    ],
)
def test_a_python_that_will_not_do_is_named(place: Path, python: str, said: str) -> None:
    programs = place / "programs"
    programs.mkdir()
    (programs / "python3").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
    (programs / "python3").chmod(0o755)
    end = start(place, path=f"{programs}:/usr/bin:/bin")
    assert (end.returncode, end.stdout) == (1, "")
    assert said in end.stderr
    assert end.stderr.count("\n") == 1
