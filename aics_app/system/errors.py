"""What is refused about trials, and what comes of them."""

from aics_app.core.errors import AppError, TooManyRequests, Unavailable


class TrialFailed(Unavailable):
    """A part did not do what it was asked to. Params: `why`."""

    code = "trial_failed"


class NoAddress(AppError):
    """Who wants a test mail has no address to send it to."""

    status, code = 409, "no_address"


class TriedJustNow(TooManyRequests):
    """Somebody is trying this part out, or has done so a moment ago."""

    code = "tried_just_now"
