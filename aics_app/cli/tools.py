"""Commands that hand over to somebody else: the evaluation, benchmarks and checks."""

import argparse
import subprocess
import sys
from pathlib import Path

from aics_app.cli.output import Refused, say

ROOT = Path(__file__).resolve().parents[2]


def evaluate(_asked: argparse.Namespace) -> int:
    """Ask every test question. Imported here, for it brings the whole understanding along."""
    from aics_app.knowledge.understanding.evaluation import run  # noqa: PLC0415 - two seconds that `test` can do without

    return run(say)


def bench(asked: argparse.Namespace) -> int:
    """Run `tests/bench/NAME.py`."""
    there = sorted(path.stem for path in (_tests("bench") / "bench").glob("[a-z]*.py"))
    names = ", ".join(there) or "none yet"
    if not asked.rest or asked.rest[0] in ("-h", "--help"):
        say(f"usage: ./aics bench NAME [words of its own]\n\nbenchmarks: {names}")
        return 0 if asked.rest else 1
    name, *words = asked.rest
    if name not in there:
        raise Refused(f"there is no benchmark {name}; there are: {names}")
    return _handed_over("-m", f"tests.bench.{name}", *words)


def test(asked: argparse.Namespace) -> int:
    """Run `tests/run.py`."""
    return _handed_over(str(_tests("test") / "run.py"), *asked.rest)


def _tests(command: str) -> Path:
    tests = ROOT / "tests"
    if not tests.is_dir():
        raise Refused(f"`{command}` needs the tests, which an image doesn't hold; use a source checkout")
    return tests


def _handed_over(*words: str) -> int:
    status = subprocess.call([sys.executable, *words], cwd=ROOT)  # noqa: S603 - our own programs
    return 1 if status else 0
