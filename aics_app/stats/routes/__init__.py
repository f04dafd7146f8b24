"""`/api/stats/*`."""

from fastapi import APIRouter

from aics_app.stats.routes.exporting import router as exporting

router = APIRouter()
for part in (exporting,):
    router.include_router(part)

__all__ = ["router"]
