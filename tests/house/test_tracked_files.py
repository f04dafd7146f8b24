"""The project speaks of itself: no machine, no mirror, no secret and no foreign binary stands in it."""

import re

from tests.house.tree import ROOT, files

# Spelled in parts, for this file is read too.
PLACES = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:home|root|Users|mnt)/[a-z]",
            r"(?<![\w.])/opt/(?:wheels|pypi)",
            r"(?<![\w.])/work/[a-z.]",
            "files.python" + "hosted",
            "pypi" + r"\.org",
            "registry." + "npmjs",
            r"deb\." + "debian",
            "debian" + r"\.org",
            "registry" + r"\.yarnpkg",
        ]
    )
)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{36}\b")
TEXT_LIMIT = PICTURE_LIMIT = 1_000_000
PICTURES = {".png", ".jpg", ".svg", ".ico", ".webp"}


def test_no_file_names_a_machine_or_a_mirror() -> None:
    named = [f"{name}:{line} {text.strip()[:80]}" for name, line, text in _lines() if PLACES.search(text)]
    assert named == []


def test_no_file_holds_a_secret() -> None:
    assert [f"{name}:{line}" for name, line, text in _lines() if SECRETS.search(text)] == []


def test_every_file_is_text_or_a_picture_of_modest_size() -> None:
    strange = []
    for path in files():
        content = path.read_bytes()
        is_text = b"\0" not in content[:8192]
        if not (is_text or path.suffix in PICTURES) or len(content) > TEXT_LIMIT:
            strange.append(f"{path.relative_to(ROOT)}: {len(content)} bytes")
    assert strange == []


def _lines() -> list[tuple[str, int, str]]:
    found = []
    for path in files():
        if path.suffix in PICTURES - {".svg"}:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            found.append((path.relative_to(ROOT).as_posix(), number, line))
    return found
