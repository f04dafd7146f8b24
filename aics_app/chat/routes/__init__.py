"""`/api/ai/*` and `/api/conversations*`: asking, following, looking back, writing to each other."""

from fastapi import APIRouter

from aics_app.chat.routes import asking, conversations, talking

router = APIRouter()
for part in (asking, conversations, talking):
    router.include_router(part.router)

__all__ = ["router"]
