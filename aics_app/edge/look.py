"""`/api/look.css`: the accent and the name that the settings give the pages.

The pages are built once and serve any company: what differs comes as a stylesheet, before the first paint.
"""

from urllib.parse import quote

from fastapi import APIRouter, Response

from aics_app.core.container import use
from aics_app.settings import Settings
from aics_app.ui import theme

router = APIRouter(tags=["operation"])

_STEPS = [str(step) for step in range(1, 13)]
_NAMES = (*_STEPS, *(f"a{step}" for step in _STEPS), "contrast", "surface", "indicator", "track")


@router.get("/api/look.css", response_class=Response, responses={200: {"content": {"text/css": {}}}})
async def look() -> Response:
    """What pages look like beside how they were built; nothing while the settings say nothing."""
    settings = use(Settings)
    return Response(
        stylesheet(settings.app.accent, settings.own_name),
        media_type="text/css",
        headers={"Cache-Control": "no-cache"},
    )


def stylesheet(accent: str, name: str) -> str:
    """The theme's own accent means another colour; badges that are of this colour keep it."""
    rules = []
    if name:  # percent-encoded: nothing in it ends the string
        rules.append(f':root {{ --app-name: "{quote(name, safe="")}"; }}')
    if accent != theme.ACCENT:
        lines = [f"--accent-{part}: var(--{accent}-{part});" for part in _NAMES]
        lines += [f"--step-{step}: var(--{accent}-{step});" for step in ("11", "12")]
        rules.append(f'.radix-themes[data-accent-color="{theme.ACCENT}"] {{ {" ".join(lines)} }}')
    return "\n".join([*rules, ""])
