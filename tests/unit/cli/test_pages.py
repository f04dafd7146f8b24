"""Pages are built when what they are made of has changed, whole or not at all."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aics_app.cli import pages
from aics_app.cli.output import Refused

SOURCES = (
    "rxconfig.py",
    "requirements.txt",
    "assets/frame.js",
    "aics_app/__init__.py",
    "aics_app/aics_app.py",
    "aics_app/locales/zh.json",
    "aics_app/ui/components/log.py",
    "aics_app/chat/ui/pages.py",
    "aics_app/chat/models.py",
)
OTHERS = (
    "README.md",
    "aics_app/chat/actions.py",
    "aics_app/cli/starting.py",
    "aics_app/ui/__pycache__/x.py",
    "assets/external/link.js",
    "data/aics.db",
    "reflex.lock/package.json",
)


@pytest.fixture
def root(tmp_path):
    """A project with a file of each kind."""
    for name in (*SOURCES, *OTHERS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"first version of {name}", "utf-8")
    return tmp_path


def exported(root: Path) -> None:
    """What Reflex leaves: it clears the folder of the build first."""
    client = root / ".web" / "build" / "client"
    client.mkdir(parents=True, exist_ok=True)
    (client / "index.html").write_text("<html>", "utf-8")


def test_built_pages_are_not_built_again(root):
    built = []
    for _ in range(2):
        pages.build(root, lambda own: built.append(own) or exported(own))
    assert built == [root]
    assert pages.are_built(root)


@pytest.mark.parametrize("name", SOURCES)
def test_pages_are_old_when_what_they_are_made_of_changes(root, name):
    pages.build(root, exported)
    (root / name).write_text("second version", "utf-8")
    assert not pages.are_built(root)


@pytest.mark.parametrize("name", OTHERS)
def test_pages_stay_when_something_else_changes(root, name):
    pages.build(root, exported)
    (root / name).write_text("second version", "utf-8")
    assert pages.are_built(root)


def test_pages_are_old_when_a_file_comes_or_changes_its_name(root):
    pages.build(root, exported)
    (root / "assets" / "frame.js").rename(root / "assets" / "other.js")
    assert not pages.are_built(root)


def test_a_build_that_broke_off_counts_for_nothing(root):
    pages.build(root, exported)
    (root / "rxconfig.py").write_text("second version", "utf-8")

    def broken(own: Path) -> None:
        exported(own)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pages.build(root, broken)
    assert not pages.are_built(root)
    (root / "rxconfig.py").write_text("first version of rxconfig.py", "utf-8")
    assert not pages.are_built(root), "half of the second version must not pass for the first"


def test_a_change_during_the_build_is_built_next_time(root):
    def edited_meanwhile(own: Path) -> None:
        exported(own)
        (own / "rxconfig.py").write_text("second version", "utf-8")

    pages.build(root, edited_meanwhile)
    assert not pages.are_built(root)


def test_of_two_builds_at_once_one_waits_and_has_nothing_to_do(root):
    built = []

    def slow(own: Path) -> None:
        built.append(own)
        exported(own)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: pages.build(root, slow), range(4)))
    assert built == [root]


def test_pages_without_a_first_page_are_not_built(root):
    pages.build(root, exported)
    (root / ".web" / "build" / "client" / "index.html").unlink()
    assert not pages.are_built(root)


def fake_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, node: str = "v24.19.0", python: str
) -> None:
    """An environment whose Node says this version, and whose Python does this instead of Reflex."""
    programs = tmp_path / "environment" / "bin"
    programs.mkdir(parents=True)
    scripts = {"node": f"echo {node}", "npm": "echo https://registry.example/", "python": python}
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (programs / name).chmod(0o755)
    monkeypatch.setattr("sys.prefix", str(programs.parent))
    monkeypatch.setattr("sys.executable", str(programs / "python"))


def test_the_build_is_told_nothing_of_this_installation(root, tmp_path, monkeypatch):
    fake_programs(
        tmp_path,
        monkeypatch,
        python=f"env > {tmp_path}/environ; mkdir -p .web/build/client; touch .web/build/client/index.html",
    )
    for name in ("MYSQL_HOST", "JWT_SECRET", "APP_MODE", "AICS_CONFIG"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.delenv("NPM_CONFIG_REGISTRY", raising=False)
    pages.build(root)
    environ = dict(
        line.split("=", 1) for line in (tmp_path / "environ").read_text("utf-8").splitlines() if "=" in line
    )
    assert not {"MYSQL_HOST", "JWT_SECRET", "APP_MODE", "AICS_CONFIG"} & environ.keys()
    assert environ["PATH"].split(os.pathsep)[0] == str(tmp_path / "environment" / "bin")
    assert not environ["APP_DATA_DIR"].startswith(str(root))
    assert environ["NPM_CONFIG_REGISTRY"] == "https://registry.example/"
    assert environ["npm_config_omit_lockfile_registry_resolved"] == "true"
    assert (environ["REFLEX_USE_NPM"], environ["REFLEX_TELEMETRY_ENABLED"]) == ("1", "false")


def test_a_build_that_fails_says_why_and_keeps_its_story(root, tmp_path, monkeypatch):
    story = "echo compiling; echo 'Error: no such icon: sparkle at https://u:p@registry.example/x'; exit 1"
    fake_programs(tmp_path, monkeypatch, python=story)
    with pytest.raises(Refused) as refused:
        pages.build(root)
    said = str(refused.value)
    assert "Error: no such icon: sparkle at (address); the whole story is in .web/build.log" in said
    assert "compiling" in (root / ".web" / "build.log").read_text("utf-8")
    assert not pages.are_built(root)


@pytest.mark.parametrize("node", ["v20.20.2", ""])
def test_without_a_node_that_can_build_nothing_is_tried(root, tmp_path, monkeypatch, node):
    fake_programs(tmp_path, monkeypatch, node=node, python=f"touch {tmp_path}/tried")
    with pytest.raises(Refused, match="an image has to be built anew"):
        pages.build(root)
    assert not (tmp_path / "tried").exists()


def test_the_fingerprint_is_of_this_project():
    assert pages.fingerprint() == pages.fingerprint()
    named = {
        path.relative_to(pages.ROOT).as_posix()
        for pattern in pages.MADE_OF
        for path in pages.ROOT.glob(pattern)
    }
    assert {
        "rxconfig.py",
        "aics_app/locales/en.json",
        "aics_app/ui/frame.py",
        "aics_app/chat/ui/pages.py",
    } <= named
