"""Too many, from elsewhere, or never served: refused before any feature sees it."""

import pytest

from tests.unit.edge.shell import Clock, Told, client, shell

COOKIE = "theme=dark; aics_session=abc"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        # With our cookie the browser has to say that a page of ours asks.
        ("POST", "/api/ai/answer", {"cookie": COOKIE}, 403),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "origin": "http://evil.example"}, 403),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "origin": "null"}, 403),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "sec-fetch-site": "same-site"}, 403),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "sec-fetch-site": "none"}, 403),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "origin": "http://shop.test"}, 200),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "origin": "https://help.example"}, 200),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "sec-fetch-site": "same-origin"}, 200),
        ("PATCH", "/api/auth/me", {"cookie": COOKIE}, 403),
        ("DELETE", "/api/auth/sessions", {"cookie": COOKIE, "origin": "http://evil.example"}, 403),
        ("PUT", "/api/agents/me/presence", {"cookie": COOKIE}, 403),
        # The stream is a GET, and asks a question all the same.
        ("GET", "/api/ai/answer/stream", {"cookie": COOKIE}, 403),
        ("GET", "/api/ai/answer/stream", {"cookie": COOKIE, "sec-fetch-site": "cross-site"}, 403),
        ("GET", "/api/ai/answer/stream", {"cookie": COOKIE, "sec-fetch-site": "same-origin"}, 200),
        # Reading is harmless: another site's page can't see the answer.
        ("GET", "/api/auth/me", {"cookie": COOKIE, "sec-fetch-site": "cross-site"}, 200),
        # A program with a token is nobody's browser; any other scheme leaves the cookie in charge.
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "authorization": "Bearer abc"}, 200),
        ("POST", "/api/ai/answer", {"authorization": "Bearer abc", "origin": "http://evil.example"}, 200),
        ("POST", "/api/ai/answer", {"cookie": COOKIE, "authorization": "Basic abc"}, 403),
        # Nobody is signed in to a stranger's account by another site's form.
        ("POST", "/api/auth/login", {}, 200),
        ("POST", "/api/auth/login", {"origin": "http://evil.example"}, 403),
        ("POST", "/api/auth/login", {"sec-fetch-site": "cross-site"}, 403),
    ],
)
async def test_other_sites_cannot_act_with_our_cookie(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    app = shell(Told(), APP_ALLOWED_ORIGINS="https://help.example")
    async with client(app) as browser:
        answer = await browser.request(method, path, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "cross_origin"


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/a/b.html", "/_event/", "/_all_routes", "/auth-codespace"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_reflex_offers_and_we_do_not(method: str, path: str) -> None:
    async with client(shell(Told()), authorization="Bearer abc") as browser:
        answer = await browser.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_pages_are_only_read() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.post("/chat")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
        assert (await browser.get("/chat")).status_code == 200


async def test_a_host_that_is_none_is_refused() -> None:
    async with client(shell(Told())) as browser:
        answer = await browser.get("/", headers={"Host": "evil.example/path"})
    assert answer.status_code == 400


async def test_an_address_asks_so_much_a_minute_and_then_waits() -> None:
    clock = Clock()
    app = shell(Told(), clock, APP_RATE_LIMIT="60")
    async with client(app) as greedy, client(app, address="203.0.113.1") as another:
        for _ in range(60):
            assert (await greedy.get("/api/auth/me")).status_code == 200
        refused = await greedy.get("/api/auth/me")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
        assert refused.headers["retry-after"] == "1"
        assert (await another.get("/api/auth/me")).status_code == 200
        clock.at += 1
        assert (await greedy.get("/api/auth/me")).status_code == 200
        assert (await greedy.get("/api/auth/me")).status_code == 429


async def test_neighbours_in_one_ipv6_network_share_a_limit() -> None:
    app = shell(Told(), APP_RATE_LIMIT="1")
    async with client(app, address="2001:db8::1") as one, client(app, address="2001:db8::2") as other:
        assert (await one.get("/")).status_code == 200
        assert (await other.get("/")).status_code == 429


async def test_a_probe_and_a_pages_files_are_never_too_many() -> None:
    async with client(shell(Told(), APP_RATE_LIMIT="1")) as browser:
        for path in ("/", "/api/health", "/api/health/ready", "/assets/a.js", "/assets/b.js"):
            assert (await browser.get(path)).status_code == 200
        assert (await browser.get("/")).status_code == 429


async def test_zero_means_no_limit() -> None:
    async with client(shell(Told(), APP_RATE_LIMIT="0")) as browser:
        assert {(await browser.get("/")).status_code for _ in range(50)} == {200}


async def test_a_refusal_speaks_the_readers_language() -> None:
    async with client(shell(Told())) as browser:
        german_then_chinese = {"Accept-Language": "de, zh-CN;q=0.8, en;q=0.5"}
        chinese = await browser.post("/chat", headers=german_then_chinese)
        english = await browser.post("/chat", headers={"Accept-Language": "de"})
    assert chinese.json()["title"] == "不支持的方法"
    assert english.json()["title"] == "Method not allowed"
    assert chinese.json()["request_id"] == "made-here"
    assert chinese.json()["type"].endswith("method_not_allowed")
