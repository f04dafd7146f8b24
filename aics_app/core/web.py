"""Small facts about a request that several edges need."""

from collections.abc import Mapping


def client_address(peer: str, forwarded_for: str, trusted_hops: int) -> str:
    """The address of who asks: the peer, or what the trusted proxies say they saw.

    `X-Forwarded-For` can be written by anybody; only the entries that our own proxies added count.
    """
    seen = [part.strip() for part in forwarded_for.split(",") if part.strip()]
    if trusted_hops and len(seen) >= trusted_hops:
        return seen[-trusted_hops]
    return peer


def is_same_origin(headers: Mapping[str, str], allowed: frozenset[str]) -> bool:
    """Whether a browser's request comes from a page of ours.

    `Sec-Fetch-Site` can't be set by a page's script; an `Origin` must be ours or allowed. A request with
    neither was not made by a browser on behalf of another site's page.
    """
    origin = headers.get("origin", "")
    if origin:
        return origin in allowed or origin.split("://", 1)[-1] == headers.get("host", "")
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
