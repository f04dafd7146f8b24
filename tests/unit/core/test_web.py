"""Who asks, and whose page made them ask."""

import pytest

from aics_app.core import web
from aics_app.core.web import Site

OURS = frozenset({"https://shop.example"})


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("203.0.113.9", 0, "10.0.0.1"),  # nobody's proxy: anybody can write that
        ("203.0.113.9", 1, "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9", 1, "203.0.113.9"),  # the first part is the client's own invention
        ("1.2.3.4, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, "10.0.0.1"),  # fewer proxies than there should be
        ("<script>", 1, "10.0.0.1"),
        (" , 203.0.113.9 ,", 1, "203.0.113.9"),
    ],
)
def test_only_trusted_proxies_say_who_asks(forwarded: str, hops: int, address: str) -> None:
    assert web.client_address("10.0.0.1", forwarded, hops) == address


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_subscriber_with_many_addresses_is_one_asker(address: str, network: str) -> None:
    assert web.network_of(address) == network


@pytest.mark.parametrize(
    ("headers", "site"),
    [
        ({}, Site.UNKNOWN),
        ({"sec-fetch-site": "none"}, Site.UNKNOWN),
        ({"sec-fetch-site": "same-origin"}, Site.OURS),
        ({"origin": "https://shop.example"}, Site.OURS),
        ({"origin": "https://SHOP.example"}, Site.OURS),
        ({"origin": "http://internal:8000"}, Site.OURS),
        ({"origin": "https://internal:8000"}, Site.OURS),
        ({"origin": "https://evil.example"}, Site.FOREIGN),
        ({"origin": "null"}, Site.FOREIGN),
        ({"origin": "https://shop.example.evil.example"}, Site.FOREIGN),
        ({"origin": "https://internal:8000@evil.example"}, Site.FOREIGN),
        ({"sec-fetch-site": "cross-site"}, Site.FOREIGN),
        ({"sec-fetch-site": "same-site"}, Site.FOREIGN),
        ({"sec-fetch-site": "cross-site", "origin": "http://internal:8000"}, Site.FOREIGN),
        ({"sec-fetch-site": "cross-site", "origin": "https://shop.example"}, Site.OURS),  # allowed by name
    ],
)
def test_a_page_is_ours_only_when_the_browser_says_so(headers: dict[str, str], site: Site) -> None:
    assert web.site_of({"host": "internal:8000", **headers}, OURS) is site


def test_without_a_host_no_origin_is_ours() -> None:
    assert web.site_of({"origin": "http://"}, frozenset()) is Site.FOREIGN


def test_own_origins_are_written_as_browsers_write_them() -> None:
    found = web.own_origins(
        "https://Shop.example/help/", "http://a.example:8080, ,nonsense,https://b.example"
    )
    assert found == {"https://shop.example", "http://a.example:8080", "https://b.example"}


@pytest.mark.parametrize(
    ("scheme", "headers", "public_url", "safe"),
    [
        ("http", {}, "", False),
        ("https", {}, "", True),
        ("wss", {}, "", True),
        ("http", {"x-forwarded-proto": "https"}, "", True),
        ("http", {"x-forwarded-proto": "https, http"}, "", True),
        ("http", {"x-forwarded-proto": "http"}, "", False),
        ("http", {}, "https://shop.example", True),
        ("http", {}, "http://shop.example", False),
    ],
)
def test_https_is_noticed_behind_a_proxy(
    scheme: str, headers: dict[str, str], public_url: str, safe: bool
) -> None:
    assert web.is_https(scheme, headers, public_url) is safe


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("aics_session=abc", "abc"),
        ("theme=dark; aics_session=abc; x=y", "abc"),
        ('aics_session="abc"', "abc"),
        ("bad[name=1; {json: true}; aics_session=abc", "abc"),  # what stops Python's own parser
        ("aics_session=first; aics_session=second", "first"),
        ("not_aics_session=abc", ""),
        ("xaics_session=abc; aics_sessionx=def", ""),
        ("aics_session", ""),
        ("", ""),
    ],
)
def test_a_broken_neighbour_does_not_hide_our_cookie(header: str, value: str) -> None:
    assert web.cookie_of({"cookie": header}, "aics_session") == value


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Bearer", ""),
        ("Basic abc", None),
        ("Bearerabc", None),
        ("", None),
    ],
)
def test_only_bearer_keeps_the_cookie_out(header: str, token: str | None) -> None:
    assert web.bearer_of({"authorization": header}) == token


@pytest.mark.parametrize("host", ["shop.example", "shop.example:8000", "127.0.0.1", "[::1]:8000", "a_b-c"])
def test_hosts(host: str) -> None:
    assert web.is_host(host)


@pytest.mark.parametrize("host", ["", "a b", "evil.example/path", "a@b", "a:b", "[::1", "a\r\nb", "<x>"])
def test_what_is_no_host(host: str) -> None:
    assert not web.is_host(host)
