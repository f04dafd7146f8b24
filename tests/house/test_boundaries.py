"""Facts from outside come in at one door each: the environment, and the time."""

import ast
import re

from tests.house.tree import Module, app_modules, called

# The first reads it; the others hand it on to the programs that they start.
KNOWS_THE_ENVIRONMENT = {"aics_app/settings/loading.py", "aics_app/cli/pages.py", "aics_app/cli/serving.py"}
KNOWS_THE_TIME = {"aics_app/core/clock.py"}
ASKS_THE_TIME = re.compile(
    r"(datetime\.)?datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|ctime|localtime)"
)


def test_only_settings_read_the_environment() -> None:
    readers = {
        module.name for module in app_modules() if _names(module) & {"os.environ", "os.getenv", "os.putenv"}
    }
    assert readers - KNOWS_THE_ENVIRONMENT == set()


def test_only_the_clock_asks_what_time_it_is() -> None:
    askers = {
        f"{module.name}:{node.lineno}"
        for module in app_modules()
        if module.name not in KNOWS_THE_TIME
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ASKS_THE_TIME.fullmatch(called(node))
    }
    assert askers == set()


def test_no_default_was_computed_when_the_program_started() -> None:
    frozen = [
        f"{module.name}:{function.lineno} {function.name}"
        for module in app_modules()
        for function in module.functions()
        for default in [*function.args.defaults, *function.args.kw_defaults]
        if isinstance(default, ast.Call) and called(default) in {"now", "clock.now", "uuid4"}
    ]
    assert frozen == []


def test_no_query_asks_whether_something_is_true() -> None:
    """MariaDB uses no index for `IS TRUE`; it does for `== true()`."""
    askers = [
        f"{module.name}:{node.lineno}"
        for module in app_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "is_"
        and any(isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in node.args)
    ]
    assert askers == []


def _names(module: Module) -> set[str]:
    attributes = (node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute))
    return {ast.unparse(node) for node in attributes}
