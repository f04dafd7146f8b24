"""`/api/docs`: the API's description as a page of our own, which loads nothing from anywhere else."""

import html
import json
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from aics_app.core.container import use
from aics_app.core.problems import locale_of
from aics_app.locales import tr
from aics_app.settings import Settings

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parent
_PAGE, _SCRIPT, _STYLE = (
    _FOLDER.joinpath(name).read_text("utf-8") for name in ("page.html", "page.js", "page.css")
)
_LABELS = ("token", "token_hint", "parameters", "body", "answers", "send", "failed", "required")


@router.get("/api/docs")
async def page(request: Request) -> HTMLResponse:
    """The page, in the reader's language."""
    locale = locale_of(request.headers.get("accept-language", ""), use(Settings).app.locale)
    labels = {name: tr(locale, f"reference.{name}") for name in _LABELS}
    filled = {
        "locale": locale,
        "title": tr(locale, "reference.title"),
        "intro": tr(locale, "reference.intro"),
        "labels": json.dumps(labels, ensure_ascii=False),
    }
    text = _PAGE
    for name, value in filled.items():
        text = text.replace(f"[[{name}]]", html.escape(value))
    return HTMLResponse(text, headers={"Vary": "Accept-Language"})


@router.get("/api/docs/page.js")
async def script() -> Response:
    """What draws the page."""
    return Response(_SCRIPT, media_type="text/javascript")


@router.get("/api/docs/page.css")
async def style() -> Response:
    """How it looks."""
    return Response(_STYLE, media_type="text/css")
