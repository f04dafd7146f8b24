"""Scripts and styles of our own: small, quiet, and from nowhere else."""

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).resolve().parents[3] / "assets"
SCRIPTS = sorted(ASSETS.glob("*.js"))
STYLES = sorted(ASSETS.glob("*.css"))
EXPORTED = r"^export (?:async )?(?:function|const|let|class) (\w+)"
NAMED_COLOURS = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


def names(path: Path) -> str:
    return path.name


def test_there_are_scripts_and_styles() -> None:
    assert SCRIPTS
    assert STYLES


@pytest.mark.parametrize("script", SCRIPTS, ids=names)
def test_a_script_is_small_and_keeps_quiet(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    assert source.startswith("//"), "the first line says what it is for"
    assert source.count("\n") < 300
    assert not re.search(r"\bconsole\.|\bdebugger\b|\beval\(|dangerouslySetInnerHTML|\.innerHTML\b", source)


@pytest.mark.parametrize("script", SCRIPTS, ids=names)
def test_what_a_script_takes_from_another_is_there(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    for taken, name in re.findall(r'import \{([^}]*)\} from "\$/public/([\w-]+\.js)"', source):
        wanted = {one.split(" as ")[0].strip() for one in taken.split(",") if one.strip()}
        given = re.findall(EXPORTED, (ASSETS / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert wanted <= set(given), f"{name} does not export all of it, and no page can be built"


@pytest.mark.parametrize("asset", [*SCRIPTS, *STYLES], ids=names)
def test_nothing_is_loaded_from_another_host(asset: Path) -> None:
    assert not re.search(
        r"""(url\(|@import|from\s+|import\()\s*["']?(https?:)?//""", asset.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("style", STYLES, ids=names)
def test_colours_are_the_themes(style: Path) -> None:
    assert NAMED_COLOURS.findall(style.read_text(encoding="utf-8")) == []
