"""What the staff may be refused."""

from aics_app.core.errors import Conflict


class CustomerChangedMeanwhile(Conflict):
    """Somebody else saved another version. Params: `name`, `version`."""

    code = "customer_changed_meanwhile"


class TooManyTags(Conflict):
    """So many tags tell nothing. Params: `limit`."""

    code = "too_many_tags"
