"""The left pane: how one is there, who waits, one's own chats, and what colleagues have."""

from collections.abc import Callable

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.queries import nicknames_of
from aics_app.accounts.ui.states import current_actor
from aics_app.chat.replies import Replies, topic_of
from aics_app.configuration import queries as configuration
from aics_app.configuration.models import Key
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid
from aics_app.core.live import Message
from aics_app.core.text import one_line
from aics_app.desk import queries
from aics_app.desk.ui.shapes import CaseView, Figures, case_view
from aics_app.handoff import actions
from aics_app.handoff import queries as handoffs
from aics_app.handoff.news import TOPIC
from aics_app.locales import tr
from aics_app.ui import routes, toasts
from aics_app.ui.access import access
from aics_app.ui.hub import PageHub
from aics_app.ui.i18n import Lang
from aics_app.workforce import actions as workforce
from aics_app.workforce import queries as agents
from aics_app.workforce.jobs import TOPIC as WORKFORCE
from aics_app.workforce.models import Status

RIGHT = "desk.work"
PACE_S = 1.0
"""When many come or speak at once, every desk would read every list for each of them."""
LAG_S = 0.2
"""What is said in an open chat is read at once: with a short wait the lists are read when it was."""
MINE = "mine"
FIRST = 30
"""So many who wait are shown at first: every change of the queue sends them anew to every desk."""
MAX_WORDS = 100


class DeskState(rx.State):
    """Who waits, whom one has, and how one is there; read anew whenever something changes."""

    loaded: bool = False
    presence: str = ""
    figures: Figures = Figures()
    waiting: list[CaseView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    mine: list[CaseView] = []  # noqa: RUF012 - as above
    others: list[CaseView] = []  # noqa: RUF012 - as above
    found: list[CaseView] = []  # noqa: RUF012 - as above
    words: str = ""
    shows_all: bool = False
    shows_others: bool = False
    _heard: list[str] = []  # noqa: RUF012 - as above
    _opened_on: str = ""

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Come to work: the page is a sign of life, and hears of every change from now on.

        Who goes from one chat to the next is there already, and is shown lists that were kept up to date.
        """
        actor, hub, page = await current_actor(self, RIGHT), use(PageHub), self.router.session
        is_hearing = hub.is_watching(page.client_token, TOPIC, "desk")
        if is_hearing and self.loaded and self._opened_on == page.session_id:
            return
        self._opened_on = page.session_id
        self._hear(actor, "desk", TOPIC, _on_queue(actor.user_id))
        self._hear(actor, "presence", WORKFORCE, _on_presence(actor.user_id))
        await self.beat()

    @rx.event
    @access(RIGHT)
    async def beat(self) -> None:
        """A sign of life, and the lists anew in case a signal was lost."""
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).transaction() as session:
            await workforce.beat(session, actor, now)
        await self.refresh()

    @rx.event
    @access(RIGHT)
    async def refresh(self) -> None:
        """Read presence and lists anew."""
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).reading() as session:
            own = await agents.get_own_agent(session, actor, now)
            line = await queries.queue(session, actor)
            limit = queries.LONGEST if self.shows_all else FIRST
            waiting = [case_view(case) for case in await queries.waiting(session, actor, limit=limit)]
            others = await queries.others(session, actor) if self.shows_others else []
            patience = await configuration.number(session, Key.HANDOFF_SILENT_SECONDS)
        self._show("presence", own.status.value)
        self._show("waiting", waiting)
        self._show("others", [case_view(case) for case in others])
        self.figures = Figures(
            line.waiting,
            line.newest,
            line.others,
            own.capacity,
            int(patience),
            now.isoformat(),
            own.since.isoformat() if own.since else "",
        )
        await self.refresh_mine()

    @rx.event
    @access(RIGHT)
    async def refresh_mine(self) -> None:
        """Read one's own chats anew: somebody said something in one, or one has read it."""
        actor = await current_actor(self, RIGHT)
        use(PageHub).caught_up(self.router.session.client_token, DeskState.refresh_mine(), MINE)
        async with use(Database).reading() as session:
            mine = [case_view(case) for case in await queries.mine(session, actor)]
            found = await queries.found(session, actor, self.words) if self.words else []
        self._show("mine", mine)
        self._show("found", [case_view(case) for case in found])
        self._hear_mine(actor)
        self._show("loaded", True)

    @rx.event
    @access(RIGHT)
    async def choose(self, status: str) -> None:
        """Be online, busy, away or offline."""
        if status not in set(Status):
            raise Invalid(fields={"status": "choice"})
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).transaction() as session:
            await workforce.choose_presence(session, actor, Status(status), now)
        await self.refresh()

    @rx.event
    @access(RIGHT)
    async def take(self, handoff_id: int) -> EventSpec:
        """Take a chat and open it; whoever was too late is told who has it."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            taken, stopped = await actions.take(session, actor, handoff_id, clock.now())
        if stopped is not None:
            use(Replies).stop(stopped)
        await self.refresh()
        return rx.redirect(routes.desk(taken.session_id))

    @rx.event
    @access(RIGHT)
    async def find(self, words: str) -> None:
        """Look for open chats by name and text; no words show the lists again."""
        self.words = one_line(words, MAX_WORDS)
        await self.refresh_mine()

    @rx.event
    @access(RIGHT)
    async def show(self, what: str, shown: bool) -> None:
        """Open or fold a part of the lists: `all` who wait, or the `others`' chats."""
        if what not in ("all", "others") or not isinstance(shown, bool):
            raise Invalid
        if what == "all":
            self.shows_all = shown
        else:
            self.shows_others = shown
        await self.refresh()

    @rx.event
    @access(RIGHT)
    async def lost(self, handoff_id: int) -> EventSpec | None:
        """A supervisor took one's chat: say who, and whose it was."""
        actor, lang = await current_actor(self, RIGHT), await self.get_state(Lang)
        async with use(Database).reading() as session:
            handoff = await handoffs.get(session, actor, handoff_id)
            names = await nicknames_of(session, [handoff.user_id, handoff.agent_id or handoff.user_id])
        if handoff.agent_id is None or handoff.agent_id == actor.user_id:
            return None
        who = {"agent": names.get(handoff.agent_id, ""), "customer": names.get(handoff.user_id, "")}
        return toasts.said(tr(lang.locale, "desk.seized_from_you", **who))

    def _show(self, name: str, value: object) -> None:
        """What has not changed is not sent again."""
        if self.get_value(name) != value:
            setattr(self, name, value)

    def _hear(
        self,
        actor: Actor,
        slot: str,
        topic: str,
        react: Callable[[Message], EventSpec | None],
        *,
        lane: str = "",
    ) -> None:
        hub, token = use(PageHub), self.router.session.client_token
        if not hub.is_watching(token, topic, slot):
            pace = {"pace_s": PACE_S, "lag_s": LAG_S if lane else 0.0}
            hub.watch(token, topic, actor.session_id, react, slot, lane=lane, **pace)

    def _hear_mine(self, actor: Actor) -> None:
        """What is said in one's own chats, whichever of them is open."""
        own = [case.conversation_id for case in self.get_value("mine")]
        for gone in set(self._heard) - set(own):
            use(PageHub).unwatch(self.router.session.client_token, f"mine {gone}")
        for conversation_id in own:
            self._hear(actor, f"mine {conversation_id}", topic_of(conversation_id), _on_words, lane=MINE)
        self._show("_heard", own)


def remind_of_mine(token: str) -> None:
    """Something was read on this page: its own chats are read anew, together with what else is due."""
    use(PageHub).remind(token, DeskState.refresh_mine(), MINE)


def _on_queue(user_id: int) -> Callable[[Message], EventSpec | None]:
    def react(message: Message) -> EventSpec | None:
        if message["type"] == "seized":
            return DeskState.lost(message["handoff"]) if message["from"] == user_id else None
        return DeskState.refresh() if message["type"] == "changed" else None

    return react


def _on_presence(user_id: int) -> Callable[[Message], EventSpec | None]:
    """One's own, from another page, or because one was not heard for too long."""
    return lambda message: DeskState.refresh() if message.get("user_id") == user_id else None


def _on_words(message: Message) -> EventSpec | None:
    """Only what was said: who types or has read changes no list."""
    return DeskState.refresh_mine() if message["type"] == "changed" and "message" in message else None
