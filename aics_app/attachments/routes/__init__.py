"""`/api/attachments*`."""

from aics_app.attachments.routes.files import router

__all__ = ["router"]
