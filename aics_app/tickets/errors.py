"""What tickets may be refused for."""

from aics_app.core.errors import Conflict


class TicketChanged(Conflict):
    """Somebody else changed it since it was read. Params: `who`, `what`."""

    code = "ticket_changed"


class NoSuchWay(Conflict):
    """The workflow leads from this status not to that one (it may stand there already). Params: `status`."""

    code = "no_such_way"


class WayNeeds(Conflict):
    """This step asks for something first. Params: `need` (`reply`, `category`, `assignee`)."""

    code = "way_needs"


class TicketResolved(Conflict):
    """It is resolved: whoever has more to say reopens it."""

    code = "ticket_resolved"


class TicketNotResolved(Conflict):
    """Only what is resolved can be rated."""

    code = "ticket_not_resolved"


class TicketRatedBefore(Conflict):
    """A solution is rated once."""

    code = "ticket_rated_before"


class TicketMerged(Conflict):
    """It goes on in another one. Params: `order_no`."""

    code = "ticket_merged"


class CustomersDiffer(Conflict):
    """Two customers' tickets don't become one: each would read what the other wrote."""

    code = "customers_differ"


class HandlerNotFit(Conflict):
    """This person does not work on tickets, or may not sign in. Params: `name`."""

    code = "handler_not_fit"


class WorkflowChanged(Conflict):
    """Somebody else changed the workflow since it was read."""

    code = "workflow_changed"


class TicketsStranded(Conflict):
    """Tickets stand where the new workflow has no place. Params: `statuses`, `count`."""

    code = "tickets_stranded"


class MacroChanged(Conflict):
    """Somebody else changed the macro since it was read."""

    code = "macro_changed"


class TooManyKept(Conflict):
    """Nobody keeps more of them. Params: `limit`."""

    code = "too_many_kept"
