"""What people said last in this process: its pages need not read what it has just written.

Nothing depends on it: whoever does not find here all that is new reads the database, which is the truth.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from aics_app.accounts.models import Actor
from aics_app.chat.actions import Said
from aics_app.chat.policies import sees
from aics_app.chat.replies.pieces import topic_of
from aics_app.core.live import Live, Message, Unsubscribe

KEPT = 500
KEPT_EACH = 8


@dataclass
class _Words:
    """Of one conversation, by the version that each made of it."""

    leave: Unsubscribe
    said: dict[int, Said] = field(default_factory=dict)


class Fresh:
    """The last words of the last conversations."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._words: OrderedDict[str, _Words] = OrderedDict()

    def keep(self, said: Said) -> None:
        """After its commit, before it is told. What has files, or was sent before, is left to be read."""
        if said.message is None:
            return
        topic = topic_of(said.conversation_id)
        if topic not in self._words:
            self._words[topic] = _Words(self._live.subscribe(topic, self._on_message))
        own = self._words[topic].said
        own[said.version] = said
        if len(own) > KEPT_EACH:
            del own[min(own)]
        self._words.move_to_end(topic)
        if len(self._words) > KEPT:
            self._words.popitem(last=False)[1].leave()

    def _on_message(self, topic: str, message: Message) -> None:
        """Somebody said something elsewhere: what is known here is no longer all."""
        own = self._words[topic].said
        if "message" in message and all(said.message_id != message["message"] for said in own.values()):
            own.clear()

    def since(self, conversation_id: str, version: int, viewer: Actor, *, own: bool = False) -> list[Said]:
        """All that made a conversation what it is now of what it was at `version`, in order.

        Nothing if something else happened since, or elsewhere, or if the viewer does not see the
        conversation, or it is not his `own`. Every change of what is shown of a conversation counts its
        version up, while it holds it alone.
        """
        words = self._words.get(topic_of(conversation_id))
        known = words.said if words else {}
        new = sorted(number for number in known if number > version)
        if new != list(range(version + 1, version + 1 + len(new))):
            return []
        said = [known[number] for number in new]
        may = all(one.customer_id == viewer.user_id if own else sees(viewer, one.customer_id) for one in said)
        return said if may else []

    def close(self) -> None:
        """Hear nothing any more."""
        while self._words:
            self._words.popitem()[1].leave()
