"""`/api/work-orders*`, what people keep for the work on them, and `/api/workflow`."""

from fastapi import APIRouter

from aics_app.tickets.routes.acts import router as acts
from aics_app.tickets.routes.files import router as files
from aics_app.tickets.routes.kept import router as kept
from aics_app.tickets.routes.tickets import router as tickets
from aics_app.tickets.routes.workflow import router as workflow

router = APIRouter()
for one in (tickets, acts, files, kept, workflow):
    router.include_router(one)

__all__ = ["router"]
