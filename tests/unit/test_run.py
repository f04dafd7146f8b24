"""What the whole run makes of what pytest reports, on small suites of its own."""

from pathlib import Path

import pytest

from tests import run
from tests.run import Step, Total

UNSTEADY = """
from pathlib import Path

def test_steady():
    pass

def test_of_the_second_try(monkeypatch):
    seen = Path(__file__).with_suffix(".seen")
    before, _ = seen.exists(), seen.touch()
    assert before
"""
FAILS = """
import pytest

@pytest.mark.parametrize("name", ["first one", "second"])
def test_never(name):
    raise AssertionError(name)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of its own, where pytest finds no settings of ours."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib -p no:xdist\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _outcome(twice: int) -> Total:
    return run._run_pytest(Step("tests", "pytest", (".",), twice=twice))


def test_what_failed_once_is_named_and_counts_as_it_ends_the_second_time(
    place: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (place / "test_unsteady.py").write_text(UNSTEADY)
    assert _outcome(twice=2) == Total(passed=2)
    assert (
        "not steady, once more and alone: test_unsteady.py::test_of_the_second_try" in capfd.readouterr().out
    )


def test_nobody_else_tries_twice(place: Path) -> None:
    (place / "test_unsteady.py").write_text(UNSTEADY)
    assert _outcome(twice=0) == Total(passed=1, failed=1)


def test_what_fails_twice_has_failed(place: Path) -> None:
    (place / "test_fails.py").write_text(FAILS)
    assert _outcome(twice=2) == Total(failed=2)


def test_more_than_a_few_are_no_accident(place: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (place / "test_fails.py").write_text(FAILS)
    assert _outcome(twice=1) == Total(failed=2)
    assert "once more" not in capfd.readouterr().out


def test_a_run_that_broke_off_has_failed(place: Path) -> None:
    (place / "test_broken.py").write_text("import nothing_of_this_name")
    assert _outcome(twice=2).failed == 1
    (place / "test_broken.py").unlink()
    assert _outcome(twice=2) == Total(failed=1)
