"""The middle pane: the open conversation, and what its agent does with it."""

import re

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor, Right
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import queries as conversations
from aics_app.chat import views
from aics_app.chat.models import State
from aics_app.chat.replies import Replies, mark, topic_of
from aics_app.chat.rules.windows import further_back
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import Invalid, NotFound
from aics_app.core.live import Message
from aics_app.desk import queries
from aics_app.desk import views as desk
from aics_app.desk.ui import hearing
from aics_app.desk.ui.hearing import HearingState
from aics_app.desk.ui.lists import RIGHT, DeskState, remind_of_mine
from aics_app.desk.ui.shapes import (
    BeforeView,
    CaseFacts,
    LineView,
    after_words,
    before_view,
    case_facts,
    line_view,
)
from aics_app.handoff import actions
from aics_app.handoff.models import Disposition
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.hub import Append, PageHub

LOADED = 50
LOADED_MOST = 300
_IN_PATH = re.compile(rf"{routes.DESK}/([0-9a-f]{{32}})/?")


class TalkState(rx.State):
    """The open conversation, as the staff sees it: the lines before the id `ends_before`, 0 for the newest.

    `returns` counts how often somebody went back to the newest.
    """

    conversation_id: str = ""
    lines: list[LineView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    has_earlier: bool = False
    ends_before: int = 0
    returns: int = 0
    about: CaseFacts = CaseFacts()
    before: BeforeView = BeforeView()
    loaded: bool = False
    missing: bool = False
    _marked: tuple[int, int] = (0, 0)
    _looks: bool = True
    _version: int = 0

    @rx.event
    @access(RIGHT)
    async def open(self) -> None:
        """Show the conversation that the address names, or none."""
        actor = await current_actor(self, RIGHT)
        shown, self.conversation_id = self.conversation_id, conversation_in(self.router.url.path)
        self.missing, self.ends_before = False, 0
        if shown != self.conversation_id:  # else what is there stays, until it is read anew
            _empty(self)
        await self._hear(actor)
        self.loaded = True

    @rx.event
    @access(RIGHT)
    async def pull(self) -> None:
        """Read it anew: something happened in it."""
        if self.conversation_id:
            await self._read(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def look(self, visible: bool) -> EventSpec | None:
        """The page came into sight or went out of it: what nobody sees is not read."""
        self._looks = visible is True
        return TalkState.pull() if self._looks else None

    @rx.event
    @access(RIGHT)
    async def follow(self) -> None:
        """Somebody said something: read what is new."""
        if self.conversation_id:
            await self._read_on(await current_actor(self, RIGHT))

    @rx.event
    @access(RIGHT)
    async def show_earlier(self) -> None:
        """Load messages from before those that are shown."""
        actor = await current_actor(self, RIGHT)
        if self.has_earlier:
            ids = [one.id for one in self.lines]
            span = further_back(ids, self.ends_before, page=LOADED, most=LOADED_MOST)
            self.ends_before = span.before
            await self._read(actor, limit=span.limit)

    @rx.event
    @access(RIGHT)
    async def show_newest(self) -> None:
        """Back from the earlier messages to the end."""
        actor = await current_actor(self, RIGHT)
        if self.ends_before:
            self.ends_before, self.returns = 0, self.returns + 1
            await self._read(actor, limit=LOADED)

    @rx.event
    @access(RIGHT)
    async def close(self, disposition: str) -> EventSpec:
        """End the chat, and say what became of it."""
        if disposition not in set(Disposition):
            raise Invalid(fields={"disposition": "choice"})
        actor, now = await current_actor(self, RIGHT), clock.now()
        async with use(Database).transaction() as session:
            await actions.close(
                session,
                actor,
                self.about.handoff_id,
                disposition=Disposition(disposition),
                note="",
                at=now,
            )
        await self._read(actor)
        return DeskState.refresh()

    @rx.event
    @access(RIGHT)
    async def give_back(self) -> EventSpec:
        """Let the AI go on."""
        actor = await current_actor(self, RIGHT)
        async with use(Database).transaction() as session:
            await actions.give_back(session, actor, self.about.handoff_id, clock.now())
        await self._read(actor)
        return DeskState.refresh()

    @rx.event
    @access(Right.HANDOFFS_SUPERVISE)
    async def seize(self) -> EventSpec:
        """Take the chat from its agent, as a supervisor."""
        actor = await current_actor(self, Right.HANDOFFS_SUPERVISE)
        async with use(Database).transaction() as session:
            _, stopped = await actions.seize(session, actor, self.about.handoff_id, clock.now())
        if stopped is not None:
            use(Replies).stop(stopped)
        await self._read(actor)
        return DeskState.refresh()

    async def _hear(self, actor: Actor) -> None:
        """Whoever may see it hears of it from now on; then it is read."""
        hub, token = use(PageHub), self.router.session.client_token
        hub.unwatch(token, "talk")
        if not self.conversation_id:
            return
        try:
            async with use(Database).reading() as session:
                await conversations.get_conversation(session, actor, self.conversation_id)
        except NotFound:
            self.conversation_id, self.missing = "", True
            _empty(self)
            return
        hub.watch(token, topic_of(self.conversation_id), actor.session_id, _react, "talk")
        await self._read(actor)

    async def _read(self, actor: Actor, *, limit: int = 0) -> None:
        """Fill the view from the database."""
        limit = limit or min(max(LOADED, len(self.lines)), LOADED_MOST)
        async with use(Database).reading() as session:
            conversation = await conversations.get_conversation(session, actor, self.conversation_id)
            before_id = self.ends_before or None
            excerpt = await views.excerpt(session, conversation, viewer=actor, before=before_id, limit=limit)
            case = await queries.find_latest(session, actor, self.conversation_id)
            before = await desk.before(session, conversation)
            customer = await conversations.nickname_of(session, conversation.user_id)
            agent_id = case.handoff.agent_id if case else None
            agent = await conversations.nickname_of(session, agent_id) if agent_id else ""
            delivered_id, read_id = await conversations.read_by_others(session, conversation, actor)
        self._version = conversation.version
        self.lines = lines = [await _line(shown, customer) for shown in excerpt.shown]
        self.has_earlier = excerpt.has_earlier
        self.about = case_facts(case, actor, conversation.title, customer, agent)
        self.before = before_view(before, case.handoff.summary if case else "")
        heard = await self.get_state(HearingState)
        hearing.show(heard, conversation.id, lines, delivered_id=delivered_id, read_id=read_id)
        await self._mark(actor)

    async def _read_on(self, actor: Actor) -> None:
        """As `_read`, when nothing but words of people is new: everything else stays as it is shown."""
        use(PageHub).caught_up(self.router.session.client_token, TalkState.follow())
        if self.ends_before:
            await self._read(actor)
            return
        known = self.get_value("lines")
        last_id = known[-1].id if known else 0
        heard = use(Replies).fresh.since(self.conversation_id, self._version, actor) if last_id else []
        new = views.told(heard) or await self._news(actor, last_id)
        if new is None:
            await self._read(actor)
            return
        self._version = new.version
        fresh = [await _line(shown, self.about.customer) for shown in new.after(last_id)]
        if not fresh:
            return
        kept, every = min(max(LOADED, len(known)), LOADED_MOST), [*known, *fresh]
        self.lines, self.has_earlier = every[-kept:], self.has_earlier or len(every) > kept
        state = await self.get_state(HearingState)
        known_of = {"delivered_id": state.delivered_id, "read_id": state.read_id}
        hearing.show(state, self.conversation_id, every, **known_of)
        self.about = after_words(self.get_value("about"), fresh)
        await self._mark(actor)

    async def _news(self, actor: Actor, last_id: int) -> views.News | None:
        """From the database; None when more is new than words of people."""
        async with use(Database).reading() as session:
            conversation = await conversations.get_conversation(session, actor, self.conversation_id)
            return await views.news(session, conversation, viewer=actor, after=last_id, limit=LOADED)

    async def _mark(self, actor: Actor) -> None:
        """The customer learns how far his agent has read; whoever only looks on leaves no trace."""
        last = max((line.id for line in self.get_value("lines") if line.sender == "user"), default=0)
        marked = (last, last if self._looks else self._marked[1])
        if self.about.standing != "mine" or marked == self._marked:
            return
        has_read, self._marked = marked[1] > self._marked[1], marked
        tools = use(Replies).tools
        await mark(
            tools, actor, self.conversation_id, delivered_id=marked[0], read_id=marked[1], at=clock.now()
        )
        if has_read:
            remind_of_mine(self.router.session.client_token)


async def follow_own(state: TalkState, actor: Actor) -> None:
    """The agent has said something: the log reads it with the same event, and needs to hear no more of it."""
    if not state.conversation_id:
        return
    if state.ends_before:
        state.ends_before = 0
        await state._read(actor)  # noqa: SLF001 - the state is this module's own
    else:
        await state._read_on(actor)  # noqa: SLF001 - as above


def _empty(state: TalkState) -> None:
    """A function, since anybody may call a state's methods."""
    state.lines, state.about, state.before = [], CaseFacts(), BeforeView()
    state.has_earlier = False
    state._marked = (0, 0)  # noqa: SLF001 - the state is this module's own


async def _line(shown: views.Shown, customer: str) -> LineView:
    streaming = shown.message.state == State.STREAMING
    text = await use(Replies).text_so_far(shown.message.id or 0) if streaming else None
    return line_view(shown, customer, text=text)


def conversation_in(path: str) -> str:
    """The conversation that the desk's address names, or nothing."""
    found = _IN_PATH.fullmatch(path)
    return found[1] if found else ""


def _react(message: Message) -> Append | EventSpec | None:
    match message["type"]:
        case "piece":
            return Append(message["id"], message["at"], message["text"])
        case "end" | "changed" | "note" if "handoff" not in message:  # that changes nothing that stands here
            return TalkState.follow() if "message" in message else TalkState.pull()
        case "typing" if message["who"] == "customer":
            return HearingState.hear(message["name"])
        case "receipt" if message["who"] == "customer":
            return HearingState.receipt(message["delivered_id"], message["read_id"])
    return None
