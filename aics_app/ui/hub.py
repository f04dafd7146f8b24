"""What other people and tasks do, brought to the open pages of this process.

One subscription per topic that some page shows. A page is a Reflex token and hears one topic at a time. A
message either appends a piece of text straight to the page (no state is loaded, 100 bytes) or calls one of
its handlers, which reads the database with the page's own rights.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

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


Reaction = Callable[[Message], Append | EventSpec | None]


@dataclass
class _Watch:
    topic: str
    session_id: str
    react: Reaction


class PageHub:
    """Which page shows what, and the one task that pushes."""

    def __init__(self, app: rx.App, live: Live, ended_topic: str) -> None:
        self._app = app
        self._live = live
        self._watches: dict[str, _Watch] = {}
        self._tokens: dict[str, set[str]] = {}
        self._leaves: dict[str, Callable[[], None]] = {}
        self._outbox: asyncio.Queue[tuple[str, Append | EventSpec]] = asyncio.Queue()
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

    def watch(self, token: str, topic: str, session_id: str, react: Reaction) -> None:
        """From now on this page hears `topic`. The caller has checked that its actor may.

        `session_id` is the sign-in that the right comes from: when it ends, the page hears nothing more.
        """
        self.unwatch(token)
        self._watches[token] = _Watch(topic, session_id, react)
        self._tokens.setdefault(topic, set()).add(token)
        if topic not in self._leaves:
            self._leaves[topic] = self._live.subscribe(topic, self._on_message)

    def is_watching(self, token: str, topic: str) -> bool:
        """Whether this page hears `topic` already."""
        watch = self._watches.get(token)
        return watch is not None and watch.topic == topic

    def unwatch(self, token: str) -> None:
        """This page hears nothing any more."""
        watch = self._watches.pop(token, None)
        if watch is None:
            return
        tokens = self._tokens[watch.topic]
        tokens.discard(token)
        if not tokens:
            del self._tokens[watch.topic]
            self._leaves.pop(watch.topic)()

    @property
    def count(self) -> int:
        """How many pages are watching something."""
        return len(self._watches)

    def _on_message(self, topic: str, message: Message) -> None:
        for token in tuple(self._tokens.get(topic, ())):
            reaction = self._watches[token].react(message)
            if reaction is not None:
                self._outbox.put_nowait((token, reaction))

    def _on_ended(self, _topic: str, message: Message) -> None:
        ended = set(message.get("session_ids", ()))
        for token in [token for token, watch in self._watches.items() if watch.session_id in ended]:
            self.unwatch(token)

    async def _push(self) -> None:
        with self._app.set_contexts():
            while True:
                token, reaction = await self._outbox.get()
                sid = self._sid(token)
                if token not in self._watches:  # its sign-in ended while this waited
                    continue
                if sid is None:  # the page is gone; a returning one asks for everything anew
                    self.unwatch(token)
                elif isinstance(reaction, Append):
                    await self._append(sid, reaction)
                else:
                    (event,) = Event.from_event_type(reaction)
                    await self._app.event_processor.enqueue(token, event)

    async def _append(self, sid: str, piece: Append) -> None:
        value = [piece.message_id, piece.at, piece.text]
        update: dict[str, Any] = {
            "events": [{"name": "_set_value", "payload": {"ref": LIVE_REF, "value": value}}]
        }
        namespace = self._app.event_namespace
        assert namespace is not None
        await namespace.emit("event", update, to=sid)

    def _sid(self, token: str) -> str | None:
        namespace = self._app.event_namespace
        return namespace.token_to_sid.get(token) if namespace else None
