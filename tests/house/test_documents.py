"""What an operator can set, start or watch is written down, and what is written down exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from aics_app.settings import variables
from tests.house.tree import ROOT, app_modules, called

METRIC_KINDS = {"Counter", "Gauge", "Histogram", "Summary", "Info", "Enum"}


def test_every_setting_is_documented() -> None:
    assert [name for name in variables() if not _is_mentioned(name)] == []


def test_every_documented_setting_exists() -> None:
    sections = "|".join(sorted({name.split("_")[0] for name in variables()}))
    named = set(re.findall(rf"`((?:{sections})_[A-Z0-9_]+)(?:=[^`]*)?`", _documents()))
    assert named, "no setting is documented: this file no longer knows how they are written"
    # Some are kept in the database and changed while it runs; their line says so.
    in_database = set(
        re.findall(r"`([A-Z_]+)`[^\n]*`sys_config`|`sys_config`[^\n]*`([A-Z_]+)`", _documents())
    )
    changed_at_run_time = {name for pair in in_database for name in pair}
    assert sorted(named - set(variables()) - changed_at_run_time) == []


def test_every_command_is_documented() -> None:
    commands = set(_first_words("add_parser"))
    assert commands, "no command found: this file no longer knows how they are made"
    assert sorted(command for command in commands if not _is_mentioned(command)) == []


def test_every_metric_is_documented() -> None:
    metrics = {name for kind in METRIC_KINDS for name in _first_words(kind)}
    assert metrics, "no metric found: this file no longer knows how they are made"
    assert sorted(metric for metric in metrics if not _is_mentioned(metric)) == []


def test_every_link_between_documents_leads_somewhere() -> None:
    link = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
    targets = [(path, target) for path in _paths() for target in link.findall(path.read_text("utf-8"))]
    assert [f"{path.name}: {target}" for path, target in targets if not (path.parent / target).exists()] == []


def _paths() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _documents() -> str:
    return "\n".join(path.read_text("utf-8") for path in _paths())


def _is_mentioned(name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _documents()) is not None


def _first_words(callee: str) -> Iterator[str]:
    for module in app_modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node).split(".")[-1] == callee and node.args:
                word = node.args[0]
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    yield word.value
