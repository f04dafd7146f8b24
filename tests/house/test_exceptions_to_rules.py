"""Every exception to a rule stands beside its reason, and nothing is caught that nobody expects."""

import ast
import re

from tests.house.tree import Module, app_modules, modules

# A reason follows the exception on its line, behind " - " or a second "#", in two words at least.
EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|fmt:|ruff:|mypy:|pyright:)(?P<rest>.*)")
REASON = re.compile(r"(\s-|\s#)\s+\S+ \S+")
# The two translators of errors, and the three that run what outlives its caller.
CATCHES_EVERYTHING = {
    "aics_app/api.py",
    "aics_app/aics_app.py",
    "aics_app/chat/replies/writing.py",
    "aics_app/core/rounds.py",
    "aics_app/jobs/running.py",
}


def test_every_exception_to_a_lint_rule_has_its_reason() -> None:
    silent = []
    for module in modules():
        for comment in module.comments:
            exception = EXCEPTION.search(comment.text)
            if exception and not REASON.search(exception["rest"]):
                silent.append(f"{module.name}:{comment.line} {comment.text}")
    assert silent == []


def test_only_the_named_places_catch_everything() -> None:
    broad = [
        f"{module.name}:{handler.lineno}"
        for module in app_modules()
        if module.name not in CATCHES_EVERYTHING
        for handler in _broad_handlers(module)
    ]
    assert broad == []
    assert {module.name for module in app_modules()} >= CATCHES_EVERYTHING, "one of the named places is gone"


def test_no_error_is_swallowed_without_a_word() -> None:
    silent = [
        f"{module.name}:{handler.lineno}"
        for module in app_modules()
        for handler in _handlers(module)
        if isinstance(handler.body[0], ast.Pass) and not _is_explained(module, handler)
    ]
    assert silent == [], "say in a comment why nothing needs doing, or use contextlib.suppress with one"


def _handlers(module: Module) -> list[ast.ExceptHandler]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler)]


def _broad_handlers(module: Module) -> list[ast.ExceptHandler]:
    def is_broad(handler: ast.ExceptHandler) -> bool:
        caught = ast.unparse(handler.type) if handler.type else "BaseException"
        return bool(re.search(r"\b(Base)?Exception\b", caught))

    return [handler for handler in _handlers(module) if is_broad(handler)]


def _is_explained(module: Module, handler: ast.ExceptHandler) -> bool:
    return any(handler.lineno <= comment.line <= (handler.end_lineno or 0) for comment in module.comments)
