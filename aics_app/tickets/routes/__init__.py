"""`/api/workflow`."""

from fastapi import APIRouter

from aics_app.tickets.routes import workflow

router = APIRouter()
router.include_router(workflow.router)
