"""Small facts about a request, read from its headers alone."""

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9.\-_]+(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.IGNORECASE)


class Site(StrEnum):
    """Whose page made a browser send a request."""

    OURS = "ours"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


def client_address(peer: str, forwarded_for: str, trusted_hops: int) -> str:
    """The address of who asks: the peer, or what the trusted proxies say they saw.

    `X-Forwarded-For` can be written by anybody; only the entries that our own proxies added count.
    """
    seen = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    if trusted_hops and len(seen) >= trusted_hops and _is_address(seen[-trusted_hops]):
        return seen[-trusted_hops]
    return peer


def network_of(address: str) -> str:
    """What is counted as one asker: an IPv4 address, or the /64 that an IPv6 subscriber has to himself."""
    if ":" not in address or not _is_address(address):
        return address
    bare, _, _zone = address.partition("%")
    return str(ipaddress.IPv6Address(bare).ipv4_mapped or ipaddress.ip_network((bare, 64), strict=False))


def is_loopback(address: str) -> bool:
    """Whether the address is this machine."""
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def is_https(scheme: str, headers: Mapping[str, str], public_url: str) -> bool:
    """Whether the browser speaks HTTPS, perhaps with a proxy before us.

    The header is believed from anybody: saying so only makes the answer to oneself stricter.
    """
    forwarded = headers.get("x-forwarded-proto", "").split(",")[0].strip()
    return "https" in (scheme, forwarded) or scheme == "wss" or public_url.startswith("https://")


def own_origins(public_url: str, allowed: str) -> frozenset[str]:
    """The origins that are ours beside the address that was asked: the public one, and a list with commas."""
    found = {origin for part in (public_url, *allowed.split(",")) if (origin := _origin(part.strip()))}
    return frozenset(found)


def site_of(headers: Mapping[str, str], origins: frozenset[str]) -> Site:
    """Whose page a request comes from. `UNKNOWN`: not from a page, or the browser doesn't say.

    Neither `Sec-Fetch-Site` nor `Origin` can be set by a page's script. The first also holds behind a proxy
    that changes the host; the second alone is sent where there is no HTTPS.
    """
    fetched, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "").lower()
    if fetched == "same-origin" or origin in origins:
        return Site.OURS
    if fetched in ("cross-site", "same-site"):
        return Site.FOREIGN
    host = headers.get("host", "").lower()
    if host and origin in (f"http://{host}", f"https://{host}"):
        return Site.OURS
    return Site.FOREIGN if origin else Site.UNKNOWN


def bearer_of(headers: Mapping[str, str]) -> str | None:
    """The token of an `Authorization: Bearer`; None without one, which leaves the cookie to say who asks."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def cookie_of(headers: Mapping[str, str], name: str) -> str:
    """The value of a cookie, or nothing. A broken cookie of a neighbour's doesn't hide ours."""
    for part in headers.get("cookie", "").split(";"):
        key, _, value = part.partition("=")
        if key.strip() == name:
            return value.strip().strip('"')
    return ""


def is_host(value: str) -> bool:
    """Whether a `Host` header is a name or address with perhaps a port, and nothing else."""
    return bool(_HOST.fullmatch(value))


def _origin(url: str) -> str:
    """Scheme, host and port of an address, as browsers write an origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True
