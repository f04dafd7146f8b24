"""Errors on their way out: `application/problem+json`, with the headers that their status asks for."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from aics_app.core.errors import AppError
from aics_app.core.log import request_id
from aics_app.core.problems import MEDIA_TYPE, locale_of, problem

RETRY_AFTER_S = 5
"""Where the error itself doesn't know better."""

_WAIT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def refusal(error: AppError, asked: Mapping[str, str], default_locale: str) -> Response:
    """The answer to a request with the headers `asked` that ended with `error`."""
    headers = {"Vary": "Accept-Language"}
    if error.status in _WAIT or error.retry_after_s:
        headers["Retry-After"] = str(error.retry_after_s or RETRY_AFTER_S)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="AICS"'
    locale = locale_of(asked.get("accept-language", ""), default_locale)
    body = problem(error, locale, request_id.get())
    return JSONResponse(body, int(error.status), headers, media_type=MEDIA_TYPE)
