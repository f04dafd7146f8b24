"""Errors as other programs read them: RFC 9457 problem details, with texts in the reader's language."""

from typing import Any

from aics_app.core.errors import AppError, Invalid
from aics_app.locales import CATALOGUES, known_locale, tr

MEDIA_TYPE = "application/problem+json"


def problem(error: AppError, locale: str, request_id: str = "") -> dict[str, Any]:
    """`{type, title, status, detail, code, request_id, errors?}`; the error's own detail stays in the log."""
    status = int(error.status)
    told: dict[str, Any] = {
        "type": f"urn:aics:error:{error.code}",
        "title": tr(locale, f"status.{status}"),
        "status": status,
        "detail": said(error, locale),
        "code": error.code,
        "request_id": request_id,
    }
    if isinstance(error, Invalid) and error.fields:
        told["errors"] = [
            {"field": field, "code": code, "message": _text(locale, f"fault.{code}", "fault.invalid")}
            for field, code in error.fields.items()
        ]
    return told


def said(error: AppError, locale: str) -> str:
    """What the error says to a person."""
    key = f"error.{error.code}"
    if key not in CATALOGUES[known_locale(locale)]:
        key = "error.internal"
    return tr(locale, key, **error.params)


def _text(locale: str, key: str, otherwise: str) -> str:
    return tr(locale, key if key in CATALOGUES[known_locale(locale)] else otherwise)


def locale_of(accept_language: str, default: str) -> str:
    """The language of an Accept-Language header that we speak best, else `default`."""
    wishes = []
    for place, part in enumerate(accept_language.split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), place, name.split("-")[0].lower()))
        except ValueError:
            continue
    for _, _, name in sorted(wishes):
        if name in CATALOGUES:
            return name
    return default
