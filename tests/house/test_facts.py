"""What happened is written once, and read in both languages."""

import ast
from collections.abc import Iterator

from aics_app import wiring
from aics_app.core.events import Event
from aics_app.locales import CATALOGUES
from tests.house.tree import app_modules, called

CHANGES = {"update", "delete"}


def test_no_code_changes_or_removes_what_happened() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in app_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and called(node).split(".")[-1] in CHANGES
        and any(ast.unparse(argument).startswith("Activity") for argument in node.args)
    ]
    assert found == []


assert wiring, "it imports every feature, and thereby every kind of fact"


def test_every_kind_of_fact_has_a_name_in_both_languages() -> None:
    missing = [
        f"{locale}: event.{kind.__name__}"
        for kind in _kinds(Event)
        for locale, texts in CATALOGUES.items()
        if f"event.{kind.__name__}" not in texts
    ]
    assert missing == []


def _kinds(above: type[Event]) -> Iterator[type[Event]]:
    """Those that are recorded: none that others are made of, and none of a test's own."""
    for kind in above.__subclasses__():
        yield from _kinds(kind)
        if kind.__module__.startswith("aics_app") and not kind.__subclasses__():
            yield kind
