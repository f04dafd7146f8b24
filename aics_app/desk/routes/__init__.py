"""`/api/canned-replies*`."""

from fastapi import APIRouter

from aics_app.desk.routes.canned import router as canned

router = APIRouter()
router.include_router(canned)

__all__ = ["router"]
