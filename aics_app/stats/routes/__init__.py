"""`/api/stats/*`, and all conversations."""

from fastapi import APIRouter

from aics_app.stats.routes.conversations import router as conversations
from aics_app.stats.routes.exporting import router as exporting
from aics_app.stats.routes.figures import router as figures

router = APIRouter()
for part in (conversations, exporting, figures):
    router.include_router(part)

__all__ = ["router"]
