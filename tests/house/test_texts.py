"""What people read lives in the catalogues, whole and in every language; nothing readable hides in Python."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

from aics_app.locales import CATALOGUES
from tests.house.tree import Module, app_modules, called, texts_of

CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
LETTERS = re.compile(r"[^\W\d_]")
# Arguments that end up in front of a reader, whatever component they are given to.
READABLE_ARGUMENTS = {
    "alt",
    "aria_label",
    "aria_description",
    "aria_placeholder",
    "description",
    "label",
    "placeholder",
    "title",
}
# What takes its first words to the browser as names, code or addresses, not as text.
NOT_READ = re.compile(
    r"rx\.(icon|image|redirect|call_\w+|run_script|set_\w+|scroll_to|download|upload\w*|selected_files|clear_\w+|get_\w+"
    r"|Cookie|LocalStorage|SessionStorage|Var(\.\w+)?|_x\.\w+|foreach|memo|event|page|asset|color\w*|breakpoints"
    r"|el\.(script|style)|plugins\.\w+|field|ImportVar|vars\.\w+)"
)
# Between names of icons, colours and languages, a text gives itself away by its capital.
CHOICES, CAPITAL = {"rx.cond", "rx.match"}, re.compile(r"^[A-Z]")
# Between Chinese characters; in a link of Markdown, brackets are its own.
HALF_WIDTH_MARK = re.compile(
    r"(?<=[\u3400-\u9fff\uff00-\uffef])[,;:(]|(?<!\])\([^()]*[\u3400-\u9fff][^()]*\)"
)
KEYED = {"t", "tr", "i18n.t", "i18n.tr", "locales.tr"}
CATALOGUE = CATALOGUES["zh"]


def test_every_language_has_the_same_keys() -> None:
    assert {locale: set(texts) ^ set(CATALOGUE) for locale, texts in CATALOGUES.items()} == {
        locale: set() for locale in CATALOGUES
    }


def test_no_text_is_empty_and_every_language_fills_in_the_same_values() -> None:
    odd = []
    for key in CATALOGUE:
        texts = [catalogue.get(key, "") for catalogue in CATALOGUES.values()]
        if not all(text.strip() for text in texts) or len({_placeholders(text) for text in texts}) > 1:
            odd.append(key)
    assert odd == []


def test_chinese_texts_are_chinese_and_english_ones_are_not() -> None:
    assert [
        key for key, text in CATALOGUES["en"].items() if CJK.search(text) and not key.startswith("language.")
    ] == []
    only_names = re.compile(r"[\W\d_]*(AICS|API|FAQ|English|SSE|ID|Excel|CSV|\{\w+\}|[\W\d_])*")
    untranslated = [
        key
        for key, text in CATALOGUES["zh"].items()
        if not CJK.search(text) and not only_names.fullmatch(text)
    ]
    assert untranslated == []


def test_chinese_texts_have_chinese_marks() -> None:
    assert [key for key, text in CATALOGUES["zh"].items() if HALF_WIDTH_MARK.search(text)] == []


def test_every_key_asked_for_is_there() -> None:
    missing = [
        f"{module.name}:{text.lineno} {text.value!r}"
        for module in app_modules()
        for text in _keys_asked_for(module)
        if text.value not in CATALOGUE
    ]
    assert missing == []


def test_every_error_code_has_its_text() -> None:
    codes = {code for module in app_modules() for node in module.classes() for code in _codes(node)}
    assert codes, "no error found: this file no longer knows one"
    assert sorted(code for code in codes if f"error.{code}" not in CATALOGUE) == []


def test_every_text_is_used() -> None:
    """A key counts as used where it stands in the code, whole or as the beginning of an f-string."""
    whole, beginnings = set[object](), {"error."}
    for module in app_modules():
        whole |= {text.value for text in texts_of(module.tree)}
        beginnings |= set(_beginnings(module))
    unused = [key for key in CATALOGUE if key not in whole and not key.startswith(tuple(beginnings))]
    assert unused == []


def test_every_text_of_an_error_belongs_to_an_error() -> None:
    codes = {code for module in app_modules() for node in module.classes() for code in _codes(node)}
    strays = [
        key for key in CATALOGUE if key.startswith("error.") and key.removeprefix("error.") not in codes
    ]
    named = {text.value for module in app_modules() for text in texts_of(module.tree)}
    assert [key for key in strays if key not in named] == []


def test_screens_hold_no_readable_text() -> None:
    readable = [
        f"{module.name}:{text.lineno} {text.value!r}"
        for module in app_modules()
        if module.is_screen
        for text in [*_shown(module), *_chinese(module)]
    ]
    assert readable == []


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def _keys_asked_for(module: Module) -> Iterator[ast.Constant]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called(node) in KEYED:
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and "." in str(argument.value):
                    yield argument


def _beginnings(module: Module) -> Iterator[str]:
    """`f"intent.{intent}"` uses every key that begins with `intent.`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginning = str(node.values[0].value)
            if re.fullmatch(r"[a-z][a-z0-9_]*\.([a-z0-9_]+\.)*[a-z0-9_]*", beginning):
                yield beginning


def _codes(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if ast.unparse(targets[0]) in {"code", "(status, code)"}:
            value = statement.value.elts[-1] if isinstance(statement.value, ast.Tuple) else statement.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


def _shown(module: Module) -> Iterator[ast.Constant]:
    """Literals among the words of a component, or in an argument that is read out or shown."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        words = node.args if name.startswith("rx.") and not NOT_READ.fullmatch(name) else []
        words = words + [keyword.value for keyword in node.keywords if keyword.arg in READABLE_ARGUMENTS]
        for word in words:
            looks_readable = CAPITAL if name in CHOICES else LETTERS
            yield from (part for part in _literals(word) if looks_readable.search(str(part.value)))


def _literals(word: ast.expr) -> list[ast.Constant]:
    parts = word.values if isinstance(word, ast.JoinedStr) else [word]
    return [part for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def _chinese(module: Module) -> Iterator[ast.Constant]:
    return (text for text in texts_of(module.tree) if CJK.search(str(text.value)))
