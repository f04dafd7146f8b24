"""What hand-offs may be refused for. `AlreadyTaken` and `NotSpeaking` are the conversation's own."""

from aics_app.core.errors import Conflict


class HandoffOver(Conflict):
    """It has ended; a new one can be asked for."""

    code = "handoff_over"


class HandoffTakenMeanwhile(Conflict):
    """It can be cancelled only while it waits; now a person is there."""

    code = "handoff_taken_meanwhile"


class HandoffNotClosed(Conflict):
    """Only what a person has closed can be rated."""

    code = "handoff_not_closed"


class HandoffRatedBefore(Conflict):
    """A hand-off is rated once."""

    code = "handoff_rated_before"


class NoteNotLeft(Conflict):
    """There is no note that anybody could take care of."""

    code = "note_not_left"


class NoteDoneBefore(Conflict):
    """Somebody else has taken care of it. Params: `agent`."""

    code = "note_done_before"


class AgentNotThere(Conflict):
    """Nobody of this name is there to pass the chat on to, or of this team. Params: `name`."""

    code = "agent_not_there"
