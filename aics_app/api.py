"""The HTTP API: every feature's routes, one form for every error, and what stands before it and the pages."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from reflex.constants import Dirs
from reflex.utils.prerequisites import get_web_dir
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aics_app import __version__
from aics_app.accounts.routes import router as accounts
from aics_app.attachments.routes import router as attachments
from aics_app.audit.routes import router as audit
from aics_app.chat.routes import router as chat
from aics_app.configuration.routes import router as configuration
from aics_app.core.container import use
from aics_app.core.errors import (
    AppError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from aics_app.customers.routes import router as customers
from aics_app.desk.routes import router as desk
from aics_app.edge import around
from aics_app.edge.answers import refusal
from aics_app.edge.bodies import BodyTooLarge, too_large
from aics_app.edge.dress import is_api
from aics_app.edge.errors import BadRequest, Internal, MethodNotAllowed
from aics_app.edge.health import router as health
from aics_app.edge.look import router as look
from aics_app.edge.reference import router as reference
from aics_app.handoff.routes import router as handoff
from aics_app.jobs.routes import router as jobs
from aics_app.knowledge.routes import router as knowledge
from aics_app.settings import Settings
from aics_app.stats.routes import router as stats
from aics_app.system.routes import router as system
from aics_app.tickets.routes import router as tickets
from aics_app.workforce.routes import router as workforce

logger = logging.getLogger(__name__)

ROUTERS = (
    accounts,
    attachments,
    audit,
    chat,
    configuration,
    customers,
    desk,
    handoff,
    jobs,
    knowledge,
    stats,
    system,
    tickets,
    workforce,
    health,
    look,
    reference,
)
MAX_FAULTS = 20
PAGES = get_web_dir() / Dirs.STATIC
"""Where Reflex keeps the built pages."""

# What a bare status says; any other is a fault of ours.
_STATEMENTS: dict[int, type[AppError]] = {
    400: BadRequest,
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
    422: Invalid,
    429: TooManyRequests,
}
# What pydantic finds, in the words of `fault.*`.
_FAULTS = {
    "missing": "required",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "json_invalid": "json",
    "literal_error": "choice",
    "enum": "choice",
    "string_pattern_mismatch": "choice",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "greater_than": "range",
    "less_than": "range",
}


class Fault(BaseModel):
    """What is wrong with one field; its name is dotted when it lies deeper."""

    field: str
    code: str
    message: str


class Problem(BaseModel):
    """Every error, as RFC 9457 has it. `code` is stable; title and detail are in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[Fault] = []


def build() -> FastAPI:
    """The API as an app of its own."""
    built = FastAPI(
        title="AICS",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses={"default": {"model": Problem, "description": "A problem (RFC 9457)"}},
    )
    built.add_middleware(Faults)
    for router in ROUTERS:
        built.include_router(router)
    built.add_exception_handler(AppError, _on_app_error)
    built.add_exception_handler(RequestValidationError, _on_invalid_request)
    built.add_exception_handler(HTTPException, _on_http_exception)
    return built


def transformers() -> list[Callable[[ASGIApp], ASGIApp]]:
    """For `rx.App(api_transformer=…)`: the API in front of the pages, the shell around both."""
    return [InFrontOf, Shell]


class InFrontOf:
    """Sends `/api/*` and `/metrics` to the API and everything else to the pages.

    An unknown path below /api is thereby the API's to refuse: the pages would answer it with HTML.
    """

    def __init__(self, pages: ASGIApp) -> None:
        self._pages = Faults(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        inner = app if scope["type"] == "http" and is_api(scope["path"]) else self._pages
        await inner(scope, receive, send)


class Shell:
    """The edge, made of the settings that the process was started with."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self._whole: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if self._whole is None:
            self._whole = around(use(Settings), pages=PAGES, current=partial(use, Settings))(self._inner)
        await self._whole(scope, receive, send)


class Faults:
    """What nobody foresaw: logged with its request id, answered without a word of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other kinds of connection pass."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def seen(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, seen)
        except Exception:
            if started:
                raise  # the server breaks off, or half an answer would look like a whole one
            logger.exception("%s %s failed", scope["method"], _path(scope))
            await _refuse(Internal(), Headers(scope=scope))(scope, receive, send)


async def _on_app_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if error.status >= 500:  # noqa: PLR2004 - ours or our servers', not the asker's
        logger.warning("%s %s: %s %s", request.method, _path(request.scope), error.code, error.detail)
    return _refuse(error, request.headers)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _refuse(Invalid(fields=_fields(error.errors())), request.headers)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, BodyTooLarge):
        return _refuse(too_large(error.limit), request.headers)
    response = _refuse(_STATEMENTS.get(error.status_code, Internal)(), request.headers)
    response.headers.update(error.headers or {})
    return response


def _fields(found: Sequence[Any]) -> dict[str, str]:
    """Faults by field, without the part of the request that it stands in (`body`, `query` …)."""
    faults = {}
    for one in found[:MAX_FAULTS]:
        part, *deeper = (str(step)[:40] for step in one["loc"])
        field = part if one["type"] == "json_invalid" or not deeper else ".".join(deeper)
        faults[field] = _FAULTS.get(one["type"], "wrong_type")
    return faults


def _refuse(error: AppError, asked: Headers) -> Response:
    return refusal(error, asked, use(Settings).app.locale)


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path[:200]


app = build()
