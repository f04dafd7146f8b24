"""`/api/auth/*` and `/api/avatars/*`."""

from fastapi import APIRouter

from aics_app.accounts.routes import own_account, signing_in

router = APIRouter()
router.include_router(signing_in.router)
router.include_router(own_account.router)
