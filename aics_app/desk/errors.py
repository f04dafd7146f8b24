"""What the desk refuses, and why."""

from aics_app.core.errors import Conflict, NotFound, TooManyRequests


class CannedReplyNotFound(NotFound):
    """There is no such canned reply, or it is a colleague's own."""

    code = "canned_reply_not_found"


class ShortcutTaken(Conflict):
    """Another one of the same owner, or another shared one, has this shortcut. Params: `shortcut`."""

    code = "shortcut_taken"


class CannedReplyChangedMeanwhile(Conflict):
    """Somebody else saved it since it was opened. Params: `version`, the present one."""

    code = "canned_reply_changed_meanwhile"


class TooManyCannedReplies(Conflict):
    """There is room for no more. Params: `limit`."""

    code = "too_many_canned_replies"


class NothingToHelpWith(Conflict):
    """The customer has said nothing yet that could be answered or summed up."""

    code = "nothing_to_help_with"


class AlreadyInLanguage(Conflict):
    """The text is in the wanted language."""

    code = "already_in_language"


class TooMuchHelp(TooManyRequests):
    """This person has the model working on as much as one can read."""

    code = "too_much_help"
