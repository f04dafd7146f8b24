"""`/api/auth/*`, `/api/avatars/*`, `/api/users` and `/api/roles`."""

from fastapi import APIRouter

from aics_app.accounts.routes import own_account, roles, signing_in, users

router = APIRouter()
router.include_router(signing_in.router)
router.include_router(own_account.router)
router.include_router(users.router)
router.include_router(roles.router)
