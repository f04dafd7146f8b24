"""The customer's wait for a person: read anew whenever the queue or the conversation changes."""

import re
from datetime import datetime, timedelta

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import queries as conversations
from aics_app.chat.models import TransferReason
from aics_app.chat.replies import topic_of
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.live import Message
from aics_app.handoff import actions, queries, views
from aics_app.handoff.models import AskedBy, Handoff, Status
from aics_app.handoff.news import TOPIC
from aics_app.locales import tr
from aics_app.settings import Settings
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang

MINUTE_S = 60
JUST_NOW = timedelta(seconds=2)
QUEUE_PACE_S, LONGEST_PACE_S = 2.0, 10.0
"""Everybody who waits looks at the changes of the queue: a swarm of them is looked at once."""
NEAR = 10
"""Who stands further back looks more rarely: where a hundred wait they would read more than is given out."""
_IN_PATH = re.compile(rf"{routes.CHAT}/([0-9a-f]{{32}})/?")


class HandoffState(rx.State):
    """The latest hand-off of the conversation that the address names; `status` is empty without one.

    Beside its own, `status` is `arrived` (the agent has not said anything yet), `noted` (a note was left),
    `rated` and `commented`. Waits are in whole minutes, 0 for unknown; `samples` is how many past hand-offs
    they stand on, and `how` in which way.
    """

    handoff_id: int = 0
    status: str = ""
    place: int = 0
    wait_low: int = 0
    wait_high: int = 0
    samples: int = 0
    how: str = ""
    is_closed: bool = False
    opens_at: str = ""
    agent: str = ""
    face: str = ""
    score: int = 0

    @rx.event
    @access("chat.ask")
    async def load(self) -> None:
        """Read it anew, and hear of changes from now on."""
        actor, conversation_id = await current_actor(self), self._conversation_id()
        self._watch(actor, conversation_id)
        shown = await _latest(actor, conversation_id) if conversation_id else None
        self._show(shown)
        if shown and shown.handoff.status == Status.QUEUED:
            pace_s = min(QUEUE_PACE_S * max(1.0, self.place / NEAR), LONGEST_PACE_S)
            use(PageHub).watch(self._token(), TOPIC, actor.session_id, _react, "queue", pace_s=pace_s)
        else:
            use(PageHub).unwatch(self._token(), "queue")

    @rx.event
    @access("chat.ask")
    async def ask(self) -> EventSpec:
        """Wait for a person; where no conversation is open, one begins with it."""
        actor, conversation_id = await current_actor(self), self._conversation_id()
        if not conversation_id:
            return await self._ask_anew(actor)
        async with use(Database).transaction() as session:
            await actions.request(
                session,
                actor,
                conversation_id,
                reason=TransferReason.CUSTOMER_REQUEST,
                source=AskedBy.BUTTON,
                at=clock.now(),
            )
        return HandoffState.load()

    @rx.event
    @access("chat.ask")
    async def cancel(self) -> EventSpec:
        """Wait no longer, and go on with the AI."""
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.cancel(session, actor, self.handoff_id, clock.now())
        return HandoffState.load()

    @rx.event
    @access("chat.ask")
    async def rate(self, score: int) -> EventSpec:
        """Judge how it went, 1 to 5."""
        if isinstance(score, bool) or not isinstance(score, int):
            raise Invalid
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.rate(session, actor, self.handoff_id, score=score, comment="", at=clock.now())
        return HandoffState.load()

    async def _ask_anew(self, actor: Actor) -> EventSpec:
        title = tr((await self.get_state(Lang)).locale, "handoff.asked_anew")
        async with use(Database).transaction() as session:
            handoff = await actions.request_anew(session, actor, title, clock.now())
        return rx.redirect(routes.chat(handoff.session_id), replace=True)

    def _conversation_id(self) -> str:
        found = _IN_PATH.fullmatch(self.router.url.path)
        return found[1] if found else ""

    def _token(self) -> str:
        return self.router.session.client_token

    def _watch(self, actor: Actor, conversation_id: str) -> None:
        if conversation_id:
            self._hear(actor, topic_of(conversation_id), "handoff")
        else:
            use(PageHub).unwatch(self._token(), "handoff")

    def _hear(self, actor: Actor, topic: str, slot: str) -> None:
        """What is told only makes this state read again, with its own rights."""
        hub = use(PageHub)
        if not hub.is_watching(self._token(), topic, slot):
            hub.watch(self._token(), topic, actor.session_id, _react, slot)

    def _show(self, shown: views.Shown | None) -> None:
        if shown is None:
            self.handoff_id, self.status, self.agent, self.face, self.score = 0, "", "", "", 0
            return
        handoff, wait, offer = shown.handoff, shown.wait, shown.offer
        self.handoff_id = handoff.id or 0
        self.status = _standing(shown)
        self.place = shown.place or 0
        self.wait_low = max(1, wait.low_s // MINUTE_S) if wait else 0
        self.wait_high = max(self.wait_low, -(-wait.high_s // MINUTE_S)) if wait else 0
        self.samples, self.how = (wait.samples, wait.how.value) if wait else (0, "")
        self.is_closed = offer is not None and not offer.may_queue
        self.opens_at = offer.opens_at.isoformat() if offer and offer.opens_at else ""
        self.agent, self.face = shown.agent, shown.face
        self.score = handoff.score or 0


async def _latest(actor: Actor, conversation_id: str) -> views.Shown | None:
    """As it stands, as long as there is something to say about it. Who looks is there."""
    wanted = queries.Filter(session_id=conversation_id)
    now = clock.now()
    async with use(Database).reading() as session:
        try:
            conversation = await conversations.get_own_conversation(session, actor, conversation_id)
        except NotFound:
            return None
        rows, _ = await queries.listed(session, actor, wanted, limit=1)
        own = [row for row in rows if _is_worth_saying(row, conversation.last_message_at)]
        timezone = use(Settings).app.timezone
        shown = await views.shown(session, actor, own, timezone=timezone, now=now)
    if own and actions.is_unseen(actor, own[0], now):
        async with use(Database).transaction() as session:
            await actions.see_customer(session, own[0], now)
    return shown[0] if shown else None


def _is_worth_saying(handoff: Handoff, last_message_at: datetime) -> bool:
    """What ended without a person is past as soon as something else is said."""
    if handoff.is_open or handoff.status == Status.CLOSED:
        return True
    return handoff.ended_at is not None and last_message_at - handoff.ended_at < JUST_NOW


def _standing(shown: views.Shown) -> str:
    handoff = shown.handoff
    if shown.note:
        return "noted"
    if handoff.status == Status.ACTIVE:
        return "active" if handoff.first_reply_at else "arrived"
    if handoff.status == Status.CLOSED and handoff.rated_at:
        return "commented" if handoff.comment else "rated"
    return "" if handoff.status == Status.CANCELLED else Status(handoff.status).value


def _react(message: Message) -> EventSpec | None:
    """Not to what people say: it changes nothing here, and is most of what happens."""
    is_news = message["type"] == "changed" and "message" not in message
    return HandoffState.load() if is_news else None
