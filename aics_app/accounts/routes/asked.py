"""What a request says of who sent it."""

from fastapi import Request

from aics_app.core.container import use
from aics_app.core.web import is_https
from aics_app.settings import Settings


def address_of(request: Request) -> str:
    """Who asks; the edge has replaced a trusted proxy's address by its client's."""
    return request.client.host if request.client else ""


def is_secure(request: Request) -> bool:
    """Whether the browser speaks HTTPS, perhaps with a proxy before us."""
    return is_https(request.url.scheme, request.headers, use(Settings).app.public_url)
