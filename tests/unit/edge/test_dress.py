"""What every answer carries."""

import base64
import re
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from tests.unit.edge.shell import Told, client, shell


async def headers_of(path: str = "/", answer: Response | None = None, **environ: str) -> dict[str, str]:
    told = Told({path: answer or HTMLResponse("<p>")})
    async with client(shell(told, **environ)) as browser:
        return dict((await browser.get(path)).headers)


async def test_no_page_can_be_framed_sniffed_or_fed_from_elsewhere() -> None:
    headers = await headers_of()
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert (
        policy["default-src"]
        == policy["connect-src"]
        == policy["base-uri"]
        == policy["form-action"]
        == "'self'"
    )
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data: blob:"
    assert not [part for part in policy.values() if "http" in part or "*" in part]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "referrer-policy" in headers
    assert "microphone=(self)" in headers["permissions-policy"]
    assert "camera=()" in headers["permissions-policy"]
    assert headers["server"] == "AICS"


async def test_exactly_the_scripts_that_a_page_was_built_with_may_run(tmp_path: Path) -> None:
    page = "<script src='/a.js'></script><script>start()</script><script type=module>go(1)\n</script>"
    (tmp_path / "login").mkdir()
    (tmp_path / "login" / "index.html").write_text(page)
    told = Told({"/login": HTMLResponse(page)})
    async with client(shell(told, pages=tmp_path)) as browser:
        policy = (await browser.get("/login")).headers["content-security-policy"]
    hashes = {base64.b64encode(sha256(text).digest()).decode() for text in (b"start()", b"go(1)\n")}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert "'unsafe-inline'" not in policy.split("script-src")[1]


async def test_the_api_may_run_no_inline_script_at_all() -> None:
    assert "unsafe" not in (await headers_of("/api/docs"))["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status", "kept"),
    [
        ("/", 200, "no-cache"),
        ("/chat/", 404, "no-cache"),
        ("/aics.css", 200, "no-cache"),
        ("/assets/chat-DhjX8a.js", 200, "public, max-age=31536000, immutable"),
        ("/assets/chat-DhjX8a.js", 304, "public, max-age=31536000, immutable"),
        ("/assets/gone.js", 404, "no-cache"),
        ("/api/auth/me", 200, "no-store"),
        ("/metrics", 200, "no-store"),
    ],
)
async def test_what_may_be_kept_how_long(path: str, status: int, kept: str) -> None:
    assert (await headers_of(path, PlainTextResponse("", status)))["cache-control"] == kept


async def test_a_route_that_knows_better_is_left_alone() -> None:
    own = PlainTextResponse("", headers={"Cache-Control": "private, max-age=60"})
    assert (await headers_of("/api/avatars/1", own))["cache-control"] == "private, max-age=60"


async def test_https_is_demanded_only_where_it_is_spoken() -> None:
    assert "strict-transport-security" not in await headers_of()
    assert "strict-transport-security" in await headers_of(APP_PUBLIC_URL="https://shop.example")


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("http://shop.test/admin/", "/admin/"),
        ("https://shop.test/admin/?a=1", "/admin/?a=1"),
        ("http://shop.test//evil.example/", "/evil.example/"),  # two slashes would lead to another host
        ("http://shop.test", "/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("/admin/", "/admin/"),
    ],
)
async def test_redirects_to_ourselves_name_neither_scheme_nor_host(to: str, location: str) -> None:
    assert (await headers_of("/admin", RedirectResponse(to)))["location"] == location


async def test_refusals_are_dressed_too() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.post("/_upload")
    assert answer.status_code == 404
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] == "made-here"
