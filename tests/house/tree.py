"""The project as the house rules see it: its files, parsed once."""

import ast
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APP = ROOT / "aics_app"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Comment:
    """A comment and where it stands."""

    line: int
    text: str


@dataclass(frozen=True)
class Module:
    """A Python file, its tree and its comments."""

    path: Path
    tree: ast.Module
    comments: tuple[Comment, ...]
    length: int

    @property
    def name(self) -> str:
        """Its place in the project, as messages show it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def is_screen(self) -> bool:
        """Whether it draws: everything in a package called `ui`."""
        return "ui" in self.path.relative_to(ROOT).parts

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node


@cache
def files() -> tuple[Path, ...]:
    """What git keeps, or would keep once added: nothing that a run leaves behind."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the product and its tests."""
    return tuple(_read(path) for path in files() if path.suffix == ".py")


@cache
def app_modules() -> tuple[Module, ...]:
    """Every Python file of the product."""
    return tuple(module for module in modules() if module.path.is_relative_to(APP))


def texts_of(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string literal but docstrings."""
    documented = ast.Module | ast.ClassDef | Function
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node


def called(call: ast.Call) -> str:
    """What is called, as written: `rx.text`, `t`, `self.load`; empty for anything more complicated."""
    return ast.unparse(call.func) if isinstance(call.func, ast.Name | ast.Attribute) else ""


def _read(path: Path) -> Module:
    source = path.read_text("utf-8")
    with tokenize.open(path) as file:
        tokens = [
            token for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.COMMENT
        ]
    comments = tuple(Comment(token.start[0], token.string) for token in tokens)
    return Module(path, ast.parse(source), comments, source.count("\n"))
