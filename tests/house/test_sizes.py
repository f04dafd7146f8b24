"""Small things: what fits on a screen is read, what does not is believed."""

import ast

from tests.house.tree import Function, app_modules, modules

MODULE_LINES = 300
FUNCTION_LINES, SCREEN_LINES = 30, 40
STATE_VARS = STATE_HANDLERS = 12
ROOM_FOR_EVERYTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "base",
    "service",
    "misc",
    "shared",
}


def test_modules_fit_their_limit() -> None:
    too_long = [f"{module.name}: {module.length}" for module in modules() if module.length > MODULE_LINES]
    assert too_long == []


def test_functions_fit_their_limit() -> None:
    too_long = [
        f"{module.name}:{function.lineno} {function.name}: {_lines(function)}"
        for module in modules()
        if not module.name.startswith("alembic/versions/")  # tables are listed, not reasoned about
        for function in module.functions()
        if _lines(function) > (SCREEN_LINES if module.is_screen else FUNCTION_LINES)
    ]
    assert too_long == []


def test_states_fit_their_limits() -> None:
    too_large = []
    for module in app_modules():
        for state in filter(_is_state, module.classes()):
            variables, handlers = _vars(state), _handlers(state)
            if len(variables) > STATE_VARS or len(handlers) > STATE_HANDLERS:
                too_large.append(
                    f"{module.name} {state.name}: {len(variables)} vars, {len(handlers)} handlers"
                )
    assert too_large == []


def test_the_limits_of_states_are_measured_on_something() -> None:
    states = [state.name for module in app_modules() for state in module.classes() if _is_state(state)]
    assert states, "no state found: either there are no screens, or this file no longer knows one"


def test_no_module_is_called_a_room_for_everything() -> None:
    parts = {part for module in modules() for part in module.name.removesuffix(".py").split("/")}
    assert parts & ROOM_FOR_EVERYTHING == set()
    assert not [part for part in parts if part.endswith(("_utils", "_helpers", "_manager", "_service"))]


def _lines(function: Function) -> int:
    """From the first statement to the end: neither signature nor docstring makes a function long."""
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno or 0 if is_docstring else first.lineno - 1
    return (function.end_lineno or 0) - start


def _is_state(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) in {"rx.State", "State", "rx.ComponentState"} for base in node.bases)


def _vars(state: ast.ClassDef) -> list[str]:
    fields = [ast.unparse(node.target) for node in state.body if isinstance(node, ast.AnnAssign)]
    computed = [
        node.name for node in state.body if isinstance(node, Function) and _is_decorated(node, "rx.var")
    ]
    return fields + computed


def _handlers(state: ast.ClassDef) -> list[str]:
    return [
        node.name for node in state.body if isinstance(node, Function) and _is_decorated(node, "rx.event")
    ]


def _is_decorated(function: Function, name: str) -> bool:
    return any(ast.unparse(decorator).split("(")[0] == name for decorator in function.decorator_list)
