"""What other people and tasks do, brought to the open pages of this process.

One subscription per topic that some page shows. A page is a Reflex token; each part of it (`slot`) hears one
topic at a time. A message either appends a piece of text straight to the page (no state is loaded, 100 bytes)
or calls one of its handlers, which reads the database with the rights of the page.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import reflex as rx
from reflex.event import EventSpec
from reflex_base.event import Event

from aics_app.core.live import Live, Message

logger = logging.getLogger(__name__)

LIVE_REF = "ref_live"


@dataclass(frozen=True)
class Append:
    """A piece of text for a live message, `at` an offset in characters."""

    message_id: int
    at: int
    text: str

    def goes_on_with(self, other: "Append") -> bool:
        """Whether the other one begins where this one ends."""
        return other.message_id == self.message_id and other.at == self.at + len(self.text)

    @property
    def packet(self) -> str:
        """The page's event in JSON, as `rx.set_value(LIVE_REF, …)` makes it."""
        value = [self.message_id, self.at, self.text]
        update = {"events": [{"name": "_set_value", "payload": {"ref": LIVE_REF, "value": value}}]}
        return json.dumps(["event", update], ensure_ascii=False, separators=(",", ":"))


Reaction = Callable[[Message], Append | EventSpec | None]


@dataclass
class _Watch:
    topic: str
    session_id: str
    react: Reaction
    lane: str | None = None
    shown_on: str = ""


@dataclass
class _Lane:
    """The pace that parts of a page share, and what waits for its turn there."""

    pace_s: float
    lag_s: float
    free_at: float = 0.0
    later: list[EventSpec] = field(default_factory=list)


class PageHub:
    """Which page shows what, and the one task that pushes."""

    def __init__(self, app: rx.App, live: Live, ended_topic: str) -> None:
        self._app = app
        self._live = live
        self._watches: dict[str, dict[str, _Watch]] = {}
        self._lanes: dict[tuple[str, str], _Lane] = {}
        self._tokens: dict[str, set[str]] = {}
        self._leaves: dict[str, Callable[[], None]] = {}
        self._due: dict[str, list[Append | EventSpec]] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._leave = live.subscribe(ended_topic, self._on_ended)

    def open(self) -> None:
        """Begin to push."""
        self._task = asyncio.create_task(self._push(), name="page-hub")

    async def close(self) -> None:
        """Push no more."""
        self._leave()
        for leave in self._leaves.values():
            leave()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def watch(  # noqa: PLR0913 - which page hears what, with whose right, and what it makes of it
        self,
        token: str,
        topic: str,
        session_id: str,
        react: Reaction,
        slot: str = "",
        *,
        pace_s: float = 0.0,
        lag_s: float = 0.0,
        lane: str = "",
    ) -> None:
        """From now on this part of the page hears `topic`. The caller has checked that its actor may.

        `session_id` is the sign-in that the right comes from: when it ends, the page hears nothing more.
        With `pace_s` the page's handlers are called at most so often: the first news at once, or after
        `lag_s`, what follows together, when its time has come. Parts in the same `lane` share one pace.
        """
        paced = (lane or slot) if pace_s else None
        if paced is not None:
            self._lanes.setdefault((token, paced), _Lane(pace_s, lag_s)).pace_s = pace_s
        self.unwatch(token, slot, keeps=paced)
        self._watches.setdefault(token, {})[slot] = _Watch(topic, session_id, react, paced)
        self._tokens.setdefault(topic, set()).add(token)
        if topic not in self._leaves:
            self._leaves[topic] = self._live.subscribe(topic, self._on_message)

    def is_watching(self, token: str, topic: str, slot: str = "") -> bool:
        """Whether this part of the page hears `topic` already."""
        watch = self._watch_of(token, slot)
        return watch is not None and watch.topic == topic

    def showed(self, token: str, sid: str) -> None:
        """What this page watches was just read for it, and sent over this socket."""
        if watch := self._watch_of(token):
            watch.shown_on = sid

    def has_just_shown(self, token: str, sid: str, topic: str) -> bool:
        """Whether `showed` was said of this topic and socket; once, and not after a break in between."""
        watch = self._watch_of(token)
        if watch is None:
            return False
        shown_on, watch.shown_on = watch.shown_on, ""
        return watch.topic == topic and shown_on == sid

    def unwatch(self, token: str, slot: str = "", *, keeps: str | None = None) -> None:
        """This part of the page hears nothing any more; the lane that it `keeps` stays as it is."""
        watches = self._watches.get(token, {})
        watch = watches.pop(slot, None)
        if watch is None:
            return
        if not watches:
            del self._watches[token]
        if watch.lane is not None and watch.lane not in (keeps, *(other.lane for other in watches.values())):
            del self._lanes[token, watch.lane]
        if all(other.topic != watch.topic for other in watches.values()):
            self._forget(token, watch.topic)

    def _forget(self, token: str, topic: str) -> None:
        tokens = self._tokens[topic]
        tokens.discard(token)
        if not tokens:
            del self._tokens[topic]
            self._leaves.pop(topic)()

    def leave_page(self, token: str) -> None:
        """No part of this page hears anything any more."""
        for slot in tuple(self._watches.get(token, ())):
            self.unwatch(token, slot)

    def _watch_of(self, token: str, slot: str = "") -> _Watch | None:
        return self._watches.get(token, {}).get(slot)

    @property
    def count(self) -> int:
        """How many pages are watching something."""
        return len(self._watches)

    def caught_up(self, token: str, handler: EventSpec, lane: str = "") -> None:
        """This page is doing now what `handler` would: it need not be called for what happened so far."""
        if due := self._due.get(token):
            self._due[token] = [one for one in due if isinstance(one, Append) or not _is_same(one, handler)]
        if slow := self._lanes.get((token, lane)):
            slow.later = [one for one in slow.later if not _is_same(one, handler)]

    def remind(self, token: str, handler: EventSpec, lane: str) -> None:
        """Call this handler of the page when its lane allows, together with what waits there."""
        self._call(token, lane, handler)

    def _on_message(self, topic: str, message: Message) -> None:
        for token in tuple(self._tokens.get(topic, ())):
            for watch in tuple(self._watches[token].values()):
                reaction = watch.react(message) if watch.topic == topic else None
                if isinstance(reaction, EventSpec):
                    self._call(token, watch.lane, reaction)
                elif reaction is not None:
                    self._hold(token, reaction)

    def _call(self, token: str, name: str | None, reaction: EventSpec) -> None:
        """Now, or when the lane's pause is over, each call once."""
        lane = None if name is None else self._lanes.get((token, name))
        if name is None or lane is None:
            self._hold(token, reaction)
            return
        loop = asyncio.get_running_loop()
        at = max(loop.time() + lane.lag_s, lane.free_at)
        if not lane.later and at <= loop.time():
            lane.free_at = at + lane.pace_s
            self._hold(token, reaction)
            return
        if not lane.later:
            loop.call_at(at, self._release, token, name, lane)
        if not any(_is_same(one, reaction) for one in lane.later):
            lane.later.append(reaction)

    def _release(self, token: str, name: str, lane: _Lane) -> None:
        later, lane.later = lane.later, []
        if self._lanes.get((token, name)) is not lane:
            return
        if later:  # else the page has caught up by itself
            lane.free_at = asyncio.get_running_loop().time() + lane.pace_s
        for reaction in later:
            self._hold(token, reaction)

    def _hold(self, token: str, reaction: Append | EventSpec) -> None:
        """What waits does not grow: pieces are joined, and a handler that is due is not called twice."""
        due = self._due.setdefault(token, [])
        if isinstance(reaction, Append):
            last = due[-1] if due else None
            if isinstance(last, Append) and last.goes_on_with(reaction):
                due[-1] = Append(last.message_id, last.at, last.text + reaction.text)
            else:
                due.append(reaction)
        elif not _is_due(reaction, due):
            due.append(reaction)
        self._news.set()

    def _on_ended(self, _topic: str, message: Message) -> None:
        ended = set(message.get("session_ids", ()))
        for token, watches in tuple(self._watches.items()):
            left = [slot for slot, watch in watches.items() if watch.session_id in ended]
            for slot in left:
                self.unwatch(token, slot)
            if (
                left
            ):  # else what was on its way would still come, to the part that hears of the sign-in itself
                self._due.pop(token, None)

    async def _push(self) -> None:
        with self._app.set_contexts():
            while True:
                await self._news.wait()
                self._news.clear()
                while self._due:  # in turn: a page with much news goes to the end again
                    token = next(iter(self._due))
                    for reaction in self._due.pop(token):
                        await self._bring(token, reaction)

    async def _bring(self, token: str, reaction: Append | EventSpec) -> None:
        sid = self._sid(token)
        if token not in self._watches:  # its sign-in ended while this waited
            return
        if sid is None:  # the page is gone; a returning one asks for everything anew
            self.leave_page(token)
        elif isinstance(reaction, Append):
            await self._append(sid, reaction)
        else:
            (event,) = Event.from_event_type(reaction)
            await self._app.event_processor.enqueue(token, event)

    async def _append(self, sid: str, piece: Append) -> None:
        """As `namespace.emit` would send it, which makes two tasks and walks through every value."""
        namespace = self._app.event_namespace
        assert namespace is not None
        engine_sid = namespace.server.manager.eio_sid_from_sid(sid, namespace.namespace)
        if engine_sid is not None:  # else it closed this instant; a returning page asks for everything anew
            await namespace.server.eio.send(engine_sid, f"2{namespace.namespace},{piece.packet}")

    def _sid(self, token: str) -> str | None:
        namespace = self._app.event_namespace
        return namespace.token_to_sid.get(token) if namespace else None


def _is_due(reaction: EventSpec, due: list[Append | EventSpec]) -> bool:
    """Whether the last due call of this handler has the same arguments."""
    own = [one for one in due if not isinstance(one, Append) and one.handler.fn is reaction.handler.fn]
    return bool(own) and _is_same(own[-1], reaction)


def _is_same(one: EventSpec, other: EventSpec) -> bool:
    """Whether both call the same handler with the same arguments."""
    return (one.handler.fn, str(one.args)) == (other.handler.fn, str(other.args))
