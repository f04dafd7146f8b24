"""The API's description, and the page that shows it without asking anybody else."""

import re

from aics_app import api
from tests.app import Shop


async def test_the_page_loads_nothing_from_another_host(shop: Shop) -> None:
    client = await shop.client()
    page = await client.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert "/api/docs/page.js" in named
    assert [name for name in named if not re.match(r"/(?!/)", name)] == []
    for part in ("/api/docs/page.js", "/api/docs/page.css"):
        answer = await client.get(part)
        assert answer.status_code == 200
        assert not re.search(r"https?://|@import|url\(", answer.text)


async def test_the_page_speaks_the_readers_language_and_obeys_its_policy(shop: Shop) -> None:
    page = await (await shop.client(accept_language="zh")).get("/api/docs")
    assert "AICS 接口" in page.text
    assert "[[" not in page.text
    assert not re.search(r"<script>|<style|style=|onclick", page.text)
    assert "unsafe" not in page.headers["content-security-policy"]


async def test_every_error_is_described_as_a_problem(shop: Shop) -> None:
    described = (await (await shop.client()).get("/api/openapi.json")).json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert "default" in operation["responses"], f"{method} {path}"
            assert operation.get("description"), f"{method} {path} says nothing of itself"
    assert "HTTPValidationError" not in described["components"]["schemas"]


async def test_what_needs_a_sign_in_says_so() -> None:
    paths = api.app.openapi()["paths"]
    assert paths["/api/auth/me"]["get"]["security"]
    assert "security" not in paths["/api/health"]["get"]
