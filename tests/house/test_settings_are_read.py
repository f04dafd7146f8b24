"""A setting that can be changed while it runs changes something: somebody reads it."""

import ast
from collections.abc import Iterator
from functools import cache

from aics_app.configuration.rules import SETTINGS, Setting
from tests.house.tree import APP, app_modules

CONFIGURATION = APP / "configuration"


def test_every_run_time_setting_is_read_by_somebody() -> None:
    assert [setting.key.value for setting in SETTINGS.values() if not _is_read(setting)] == []


def _is_read(setting: Setting) -> bool:
    if setting.source is None:
        return f"Key.{setting.key.name}" in _asked_of_the_table()
    read = ".".join(setting.source)
    return any(one == read or one.endswith(f".{read}") for one in _attributes())


@cache
def _attributes() -> frozenset[str]:
    """Everything like `tools.ai.max_turns` outside the feature that offers it."""
    return frozenset(ast.unparse(node) for node in _nodes() if isinstance(node, ast.Attribute))


@cache
def _asked_of_the_table() -> frozenset[str]:
    """The keys given to `configuration.seconds` and its like."""
    return frozenset(
        ast.unparse(argument)
        for node in _nodes()
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("configuration.")
        for argument in node.args
    )


def _nodes() -> Iterator[ast.AST]:
    for module in app_modules():
        if not module.path.is_relative_to(CONFIGURATION):
            yield from ast.walk(module.tree)
