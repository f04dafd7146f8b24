"""One's own notices, and whether they come by mail too."""

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.ui.states import current_actor
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.live import Live, Message
from aics_app.notices import actions, queries
from aics_app.notices.rules import topic_of
from aics_app.notices.views import NoticeCard, card
from aics_app.ui.access import SIGNED_IN, access
from aics_app.ui.hub import PageHub

SHOWN = 30
PACE_S = 1.0
SLOT = "notices"


class NoticesState(rx.State):
    """How many are unread, and while the list is open what they say."""

    unread: int = 0
    items: list[NoticeCard] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    is_open: bool = False
    is_read_in: bool = False

    @rx.event
    @access(SIGNED_IN)
    async def load(self) -> None:
        """Read them anew, and hear of changes from now on."""
        actor = await current_actor(self)
        hub, token, topic = use(PageHub), self.router.session.client_token, topic_of(actor.user_id)
        if not hub.is_watching(token, topic, SLOT):
            hub.watch(token, topic, actor.session_id, _react, SLOT, pace_s=PACE_S)
        async with use(Database).reading() as session:
            self.unread = await queries.unread_count(session, actor)
            if self.is_open:
                self.items = [card(notice) for notice in await queries.own(session, actor, SHOWN)]
                self.is_read_in = True

    @rx.event
    @access(SIGNED_IN)
    async def turn(self, is_open: bool) -> None:
        """Open or close the list."""
        self.is_open = is_open is True
        await self.load()

    @rx.event
    @access(SIGNED_IN)
    async def read(self, notice_id: int) -> None:
        """One is read, because it is followed."""
        if isinstance(notice_id, bool) or not isinstance(notice_id, int) or not 0 < notice_id < 2**63:
            raise Invalid(fields={"notice": "choice"})
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.read(session, actor, notice_id, at=clock.now())
        self.is_open = False
        use(Live).post(topic_of(actor.user_id), {"type": "changed"})

    @rx.event
    @access(SIGNED_IN)
    async def read_all(self) -> None:
        """All that were shown are read."""
        actor = await current_actor(self)
        newest = max((one.id for one in self.items), default=0)
        async with use(Database).transaction() as session:
            await actions.read_all(session, actor, up_to=newest, at=clock.now())
        use(Live).post(topic_of(actor.user_id), {"type": "changed"})


def _react(_message: Message) -> EventSpec:
    return NoticesState.load()


class MailsState(rx.State):
    """Whether one's notices come by mail too."""

    wanted: bool = True

    @rx.event
    @access(SIGNED_IN)
    async def load(self) -> None:
        """What was chosen."""
        actor = await current_actor(self)
        async with use(Database).reading() as session:
            self.wanted = await queries.wants_mails(session, actor.user_id)

    @rx.event
    @access(SIGNED_IN)
    async def choose(self, wanted: bool) -> None:
        """Be written to, or not."""
        if not isinstance(wanted, bool):
            raise Invalid(fields={"mails": "choice"})
        actor = await current_actor(self)
        async with use(Database).transaction() as session:
            await actions.choose_mails(session, actor, mails=wanted, at=clock.now())
        self.wanted = wanted
