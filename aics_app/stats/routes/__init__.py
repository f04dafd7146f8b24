"""`/api/stats/*`, and all conversations."""

from fastapi import APIRouter

from aics_app.stats.routes.conversations import router as conversations
from aics_app.stats.routes.exporting import router as exporting

router = APIRouter()
for part in (conversations, exporting):
    router.include_router(part)

__all__ = ["router"]
