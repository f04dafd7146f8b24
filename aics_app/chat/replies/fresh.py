"""What people said last in this process: its pages need not read what it has just written.

Nothing depends on it: whoever does not find here all that is new reads the database, which is the truth.
"""

from collections import OrderedDict

from aics_app.accounts.models import Actor
from aics_app.chat.actions import Said
from aics_app.chat.policies import sees

KEPT = 500
KEPT_EACH = 8


class Fresh:
    """The last words of the last conversations."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, dict[int, Said]] = OrderedDict()

    def keep(self, said: Said) -> None:
        """After its commit. What has files, or was sent before, is left to the database."""
        if said.message is None:
            return
        known = self._said.setdefault(said.conversation_id, {})
        known[said.version] = said
        if len(known) > KEPT_EACH:
            del known[min(known)]
        self._said.move_to_end(said.conversation_id)
        if len(self._said) > KEPT:
            self._said.popitem(last=False)

    def since(self, conversation_id: str, version: int, viewer: Actor, *, own: bool = False) -> list[Said]:
        """All that made a conversation what it is now of what it was at `version`, in order.

        Nothing if something else happened since, or elsewhere, or if the viewer does not see the
        conversation, or it is not his `own`. Every change of what is shown of a conversation counts its
        version up, while it holds it alone.
        """
        known = self._said.get(conversation_id, {})
        new = sorted(number for number in known if number > version)
        if new != list(range(version + 1, version + 1 + len(new))):
            return []
        said = [known[number] for number in new]
        may = all(one.customer_id == viewer.user_id if own else sees(viewer, one.customer_id) for one in said)
        return said if may else []
