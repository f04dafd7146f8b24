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


class ChangedMeanwhile(Conflict):
    """Somebody else has changed this person or role since it was shown. Params: `name` of who did."""

    code = "person_changed_meanwhile"


class LastAdministrator(Conflict):
    """Afterwards nobody could give rights any more."""

    code = "last_administrator"


class MoreThanOwnRights(AppError):
    """One would give, or change, what one hasn't got oneself."""

    status, code = HTTPStatus.FORBIDDEN, "more_than_own_rights"


class NotToOneself(Conflict):
    """One's own role, reach and account are changed by somebody else."""

    code = "not_to_oneself"


class RoleIsBuiltIn(Conflict):
    """It can be changed, but not removed or renamed."""

    code = "role_built_in"


class RoleNameTaken(Conflict):
    """There is a role of this name."""

    code = "role_name_taken"


class RoleHasPeople(Conflict):
    """Before a role is removed it is said where its people go. Params: `count`."""

    code = "role_has_people"


class InvitationOver(AppError):
    """The link was used, has expired, or never was one."""

    status, code = HTTPStatus.GONE, "invitation_over"
