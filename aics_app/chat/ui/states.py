"""The open conversation: a view that is read anew from the database whenever something happens."""

import re
from dataclasses import replace

import reflex as rx
from reflex.event import EventSpec

from aics_app.accounts.models import Actor
from aics_app.accounts.ui.states import current_actor
from aics_app.chat import actions, queries, views
from aics_app.chat.errors import AnswerInProgress
from aics_app.chat.models import Conversation
from aics_app.chat.replies import Replies, topic_of
from aics_app.chat.rules.windows import further_back
from aics_app.chat.ui import people
from aics_app.chat.ui.history import HistoryState, refresh
from aics_app.chat.ui.people import PersonState
from aics_app.chat.ui.shapes import MessageView, Window, checked_id, marked, message_view
from aics_app.chat.ui.showing import is_model_away, message_views
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.errors import AppError, Invalid, NotFound
from aics_app.core.live import Message
from aics_app.ui import routes
from aics_app.ui.access import access
from aics_app.ui.composer import file_ids
from aics_app.ui.hub import Append, PageHub
from aics_app.ui.told import told

LOADED = 30
LOADED_MOST = 150
_IN_PATH = re.compile(rf"{routes.CHAT}/([0-9a-f]{{32}})/?")


class ChatState(rx.State):
    """What the chat page shows. `answering` is the id of the answer being written, 0 for none."""

    conversation_id: str = ""
    title: str = ""
    messages: list[MessageView] = []  # noqa: RUF012 - Reflex copies a var's default for every session
    window: Window = Window()
    answering: int = 0
    place: int = 0
    accepted: str = ""
    refused: str = ""
    loaded: bool = False
    missing: bool = False
    wants_person: bool = False
    model_away: bool = False

    @rx.event
    @access("chat.ask")
    async def open(self) -> None:
        """Show the conversation that the address names, or an empty page. May run again at any time."""
        path, named = self.router.url.path, self._in_address()
        self.missing = not named and path.rstrip("/") != routes.CHAT
        if self.loaded and named == self.conversation_id and self._was_begun_here():
            return
        if self.conversation_id != named:
            self._clear()
            self.conversation_id = named
        self.window = Window()
        self.model_away = is_model_away()
        actor = await current_actor(self)
        try:
            await self._read(actor)
        except NotFound:
            self._clear()
            self.missing = True
        self.loaded = True
        await refresh(await self.get_state(HistoryState), actor)

    @rx.event
    @access("chat.ask")
    async def ask(
        self, text: str, client_id: str, files: list[int] | None = None
    ) -> list[EventSpec] | EventSpec | None:
        """Send a question, or words to the person who is there. What is refused stays in the box."""
        actor = await current_actor(self)
        if not isinstance(text, str) or not isinstance(client_id, str) or not 8 <= len(client_id) <= 64:  # noqa: PLR2004 - ids are 32 characters
            raise Invalid
        self._resume()
        begun = not self.conversation_id
        try:
            posted = await use(Replies).post(
                actor,
                text,
                conversation_id=self.conversation_id,
                client_id=client_id,
                files=file_ids(files),
            )
        except AnswerInProgress:
            self.refused = client_id
            await self._read(actor)
            raise
        except AppError as error:
            self.refused = client_id
            return told(error)
        self.accepted, self.conversation_id = client_id, posted.conversation_id
        was_back, self.window = self.window.ends_before, replace(self.get_value("window"), ends_before=0)
        if isinstance(posted, actions.Said) and not was_back:
            await self._read_on(actor)
        else:
            await self._read(actor)
        if not begun:  # the list follows when the answer has ended
            return None
        use(PageHub).showed(*self._page())
        await refresh(await self.get_state(HistoryState), actor)
        return rx.redirect(routes.chat(posted.conversation_id), replace=True)

    @rx.event
    @access("chat.ask")
    async def pull(self) -> None:
        """Read the open conversation again: something happened in it."""
        if not self.conversation_id:
            return
        actor, was_answering = await current_actor(self), self.answering
        await self._read(actor)
        if was_answering and not self.answering:
            await refresh(await self.get_state(HistoryState), actor)

    @rx.event
    @access("chat.ask")
    async def follow(self) -> None:
        """Somebody said something: read what is new."""
        if self.conversation_id:
            await self._read_on(await current_actor(self))

    @rx.event
    @access("chat.ask")
    async def stop(self) -> None:
        """End the answer where it stands."""
        actor = await current_actor(self)
        if self._resume():
            await self._read(actor)
        if self.answering:
            async with use(Database).reading() as session:
                await queries.get_own_reply(session, actor, self.answering)
            use(Replies).stop(self.answering)

    @rx.event
    @access("chat.ask")
    async def retry(self, message_id: int) -> None:
        """Answer once more."""
        actor = await current_actor(self)
        self._resume()
        await use(Replies).retry(actor, checked_id(message_id))
        await self._read(actor)

    @rx.event
    @access("chat.ask")
    async def show_earlier(self) -> None:
        """Load messages from before those that are shown."""
        actor = await current_actor(self)
        if self.window.has_earlier:
            ids, before = [one.id for one in self.messages], self.window.ends_before
            span = further_back(ids, before, page=LOADED, most=LOADED_MOST)
            self.window = replace(self.get_value("window"), ends_before=span.before)
            await self._read(actor, limit=span.limit)

    @rx.event
    @access("chat.ask")
    async def show_newest(self) -> None:
        """Back from the earlier messages to the end."""
        actor = await current_actor(self)
        self.window = Window(returns=self.window.returns + 1)
        await self._read(actor, limit=LOADED)

    @rx.event
    @access("chat.ask")
    async def wish_person(self) -> None:
        """Take the person whom the last answer offered."""
        actor = await current_actor(self)
        self._resume()
        async with use(Database).transaction() as session:
            await actions.accept_offer(session, actor, self.conversation_id, clock.now())
        self.wants_person = True

    @rx.event
    @access("chat.ask")
    def wait(self, place: int) -> None:
        """Show the place in the model's waiting line."""
        self.place = checked_id(place)

    @rx.event
    @access("chat.ask")
    def look_for_model(self) -> None:
        """Whether the model is back."""
        self.model_away = is_model_away()

    def _page(self) -> tuple[str, str]:
        """The page's token, and its socket of this moment."""
        return self.router.session.client_token, self.router.session.session_id

    def _was_begun_here(self) -> bool:
        """Whether the address follows a conversation that this page has just begun, and therefore shows."""
        return use(PageHub).has_just_shown(*self._page(), topic_of(self.conversation_id))

    def _in_address(self) -> str:
        """The conversation that the address names, or nothing."""
        found = _IN_PATH.fullmatch(self.router.url.path)
        return found[1] if found else ""

    def _resume(self) -> bool:
        """A state expires while its page stays open; it is then about what the page's address names."""
        is_lost = not self.loaded
        if is_lost:
            self.conversation_id = self._in_address()
        return is_lost

    async def _read(self, actor: Actor, *, limit: int = 0) -> None:
        """Fill the view from the database; hearing begins first, so that nothing is missed."""
        hub, token = use(PageHub), self.router.session.client_token
        if not self.conversation_id:
            hub.unwatch(token)
            return
        hub.caught_up(token, ChatState.pull())
        topic = topic_of(self.conversation_id)
        if not hub.is_watching(token, topic):
            async with use(Database).reading() as session:
                await queries.get_own_conversation(session, actor, self.conversation_id)
            hub.watch(token, topic, actor.session_id, _react)
        async with use(Database).reading() as session:
            conversation = await queries.get_own_conversation(session, actor, self.conversation_id)
            span = {"before": self.window.ends_before or None, "limit": limit or self._kept()}
            excerpt = await views.excerpt(session, conversation, **span)
            standing = await views.standing(session, conversation, actor)
        await self._show(conversation, excerpt)
        if standing or any(one.sender in people.OTHERS for one in self.messages):
            person = await self.get_state(PersonState)
            people.show(person, conversation, standing or views.Standing(), self.messages)

    async def _read_on(self, actor: Actor) -> None:
        """As `_read`, when nothing but words of people is new: everything else stays as it is shown."""
        hub, token = use(PageHub), self.router.session.client_token
        hub.caught_up(token, ChatState.follow())
        person = await self.get_state(PersonState)
        version = people.known_version(person, self.conversation_id)
        is_known = hub.is_watching(token, topic_of(self.conversation_id)) and not self.answering
        if version is None or not is_known or self.window.ends_before:
            await self._read(actor)
            return
        known = self.get_value("messages")
        last_id = known[-1].id if known else 0
        heard = use(Replies).fresh.since(self.conversation_id, version, actor, own=True)
        new = views.told(heard) or await self._news(actor, person, last_id)
        if new is None:
            await self._read(actor)
            return
        kept, every = self._kept(), [*known, *map(message_view, new.after(last_id))]
        if len(every) > len(known):
            self.messages = marked(every[-kept:])
            if len(every) > kept:
                self.window = replace(self.get_value("window"), has_earlier=True)
        people.follow(person, every, new.version)

    async def _news(self, actor: Actor, person: PersonState, last_id: int) -> views.News | None:
        """From the database; None when more is new than words of people, or the word has changed."""
        async with use(Database).reading() as session:
            conversation = await queries.get_own_conversation(session, actor, self.conversation_id)
            if not people.is_shown(person, conversation):
                return None
            return await views.news(session, conversation, after=last_id, limit=LOADED)

    def _kept(self) -> int:
        """As many messages as are shown, never fewer than a page of them."""
        return min(max(LOADED, len(self.get_value("messages"))), LOADED_MOST)

    async def _show(self, conversation: Conversation, excerpt: views.Excerpt) -> None:
        self.messages = await message_views(excerpt, is_end=not self.window.ends_before)
        self.loaded = True  # also for a page that could not be opened, and then asked
        self.window = replace(self.get_value("window"), has_earlier=excerpt.has_earlier)
        self.title = conversation.title
        self.answering = conversation.reply_id or 0
        self.wants_person = conversation.wants_person_at is not None
        self.model_away = is_model_away()
        if not self.answering:
            self.place = 0

    def _clear(self) -> None:
        self.conversation_id, self.title, self.messages = "", "", []
        self.wants_person, self.answering, self.place = False, 0, 0


def _react(message: Message) -> Append | EventSpec | None:
    """Pieces go straight to the page; everything else makes it look again."""
    match message["type"]:
        case "piece":
            return Append(message["id"], message["at"], message["text"])
        case "wait":
            return ChatState.wait(message["place"])
        case "end" | "changed" if "handoff" not in message:  # that changes nothing that stands here
            return ChatState.follow() if "message" in message else ChatState.pull()
        case "typing" if message["who"] == "agent":
            return PersonState.hear(message["name"])
        case "receipt" if message["who"] == "agent":
            return PersonState.receipt(message["read_id"])
    return None
