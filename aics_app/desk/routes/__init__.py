"""`/api/canned-replies*`, and the model's help in a conversation."""

from fastapi import APIRouter

from aics_app.desk.routes.canned import router as canned
from aics_app.desk.routes.helping import router as helping

router = APIRouter()
router.include_router(canned)
router.include_router(helping)

__all__ = ["router"]
