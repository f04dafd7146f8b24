"""What signing in and changing one's account may be refused for."""

from http import HTTPStatus

from aics_app.core.errors import AppError, Conflict, TooManyRequests


class WrongCredentials(AppError):
    """Name or password is wrong; which one is not said."""

    status, code = HTTPStatus.UNAUTHORIZED, "wrong_credentials"


class AccountDisabled(AppError):
    """The password was right, but an administrator has disabled the account."""

    status, code = HTTPStatus.FORBIDDEN, "account_disabled"


class SignInLocked(TooManyRequests):
    """Too many failures for this account or from this address."""

    code = "sign_in_locked"


class RegisteringTooFast(TooManyRequests):
    """Too many new accounts from this address."""

    code = "registering_too_fast"


class UsernameTaken(Conflict):
    """Somebody has this name."""

    code = "username_taken"


class WrongOldPassword(AppError):
    """The present password was given wrongly."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "wrong_old_password"


class DemoIsOff(AppError):
    """Demo sign-in in production."""

    status, code = HTTPStatus.NOT_FOUND, "not_found"
