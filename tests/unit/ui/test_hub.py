"""News for open pages: who hears it, in what order, and that what waits does not grow."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.event import EventSpec

from aics_app.core.live import LocalLive, Message
from aics_app.ui.hub import Append, PageHub

ENDED, STORY = "sessions.ended", "conversation:story"
LAG_S, PACE_S, A_WHILE_S = 0.2, 0.3, 0.31
"""Long enough for a slow machine to look before they are over."""


class Page(rx.State):
    """A page that looks again, or shows a place in line."""

    @rx.event
    def pull(self) -> None:
        """Look again."""

    @rx.event
    def wait(self, place: int) -> None:
        """Show the place."""


class Sockets:
    """Stands for Reflex: keeps what was sent, by page."""

    namespace = "/_event"

    def __init__(self) -> None:
        self.token_to_sid: dict[str, str] = {}
        self.heard: list[tuple[str, Any]] = []
        self.closed: set[str] = set()
        manager = SimpleNamespace(
            eio_sid_from_sid=lambda sid, _namespace: None if sid in self.closed else f"engine-{sid}"
        )
        self.server = SimpleNamespace(manager=manager, eio=SimpleNamespace(send=self._send))
        self.event_namespace = self.event_processor = self

    @contextmanager
    def set_contexts(self) -> Iterator[None]:
        """Reflex's own, which nothing here needs."""
        yield

    async def enqueue(self, token: str, event: Any) -> None:
        """A handler is called."""
        self.heard.append((token, (event.name.rsplit(".", 1)[-1], event.payload)))

    async def _send(self, engine_sid: str, packet: str) -> None:
        sid = engine_sid.removeprefix("engine-")
        kind, _, told = packet.partition(",")
        assert kind == "2/_event"
        name, update = json.loads(told)
        (event,) = update["events"]
        assert (name, event["name"], event["payload"]["ref"]) == ("event", "_set_value", "ref_live")
        self.heard.append((sid.removeprefix("sid-"), event["payload"]["value"]))


class Stage:
    """A hub with its sockets."""

    def __init__(self) -> None:
        self.live = LocalLive()
        self.sockets = Sockets()
        self.hub = PageHub(self.sockets, self.live, ENDED)  # type: ignore[arg-type]  # all that it asks of an app

    def shows(self, *pages: str) -> None:
        """These pages show the story."""
        for page in pages:
            self.sockets.token_to_sid[page] = f"sid-{page}"
            self.hub.watch(page, STORY, f"sign-in-{page}", _react)

    def tell(self, *messages: Message) -> None:
        """Something happens."""
        for message in messages:
            self.live.post(STORY, message)

    async def brought(self) -> list[tuple[str, Any]]:
        """What arrived, and nothing of it twice."""
        if self.hub._task is None:
            self.hub.open()
        for _ in range(10):  # nobody waits for anything but a turn
            await asyncio.sleep(0)
        heard = list(self.sockets.heard)
        self.sockets.heard.clear()
        return heard


def _react(message: Message) -> Append | EventSpec | None:
    if "text" in message:
        return Append(1, message["at"], message["text"])
    return Page.wait(message["place"]) if "place" in message else Page.pull()


@pytest.fixture
async def stage() -> Any:
    """One for each test."""
    own = Stage()
    yield own
    await own.hub.close()


async def test_every_page_of_the_topic_hears_it_and_no_other(stage: Stage) -> None:
    stage.shows("lena", "max")
    stage.sockets.token_to_sid["vera"] = "sid-vera"
    stage.tell({"at": 0, "text": "Once 从前"})
    assert sorted(await stage.brought()) == [("lena", [1, 0, "Once 从前"]), ("max", [1, 0, "Once 从前"])]


async def test_pieces_that_wait_are_joined(stage: Stage) -> None:
    stage.shows("lena")
    stage.tell({"at": 0, "text": "Once "}, {"at": 5, "text": "upon "}, {"at": 10, "text": "a time"})
    assert await stage.brought() == [("lena", [1, 0, "Once upon a time"])]


async def test_a_piece_after_a_gap_stays_on_its_own(stage: Stage) -> None:
    stage.shows("lena")
    stage.tell({"at": 0, "text": "Once "}, {"at": 10, "text": "a time"})
    assert await stage.brought() == [("lena", [1, 0, "Once "]), ("lena", [1, 10, "a time"])]


async def test_a_handler_that_is_due_is_called_once(stage: Stage) -> None:
    stage.shows("lena")
    stage.tell({}, {"at": 0, "text": "Once "}, {}, {})
    assert await stage.brought() == [("lena", ("pull", {})), ("lena", [1, 0, "Once "])]
    stage.tell({})
    assert await stage.brought() == [("lena", ("pull", {}))]


async def test_places_in_line_are_told_in_their_order(stage: Stage) -> None:
    stage.shows("lena")
    stage.tell({"place": 2}, {"place": 1}, {"place": 2})
    assert [call[1]["place"] for _, call in await stage.brought()] == [2, 1, 2]


async def test_who_reads_everything_now_is_not_told_to(stage: Stage) -> None:
    stage.shows("lena", "max")
    stage.tell({}, {"at": 0, "text": "Once "}, {"place": 2})
    stage.hub.caught_up("lena", Page.pull())
    stage.hub.caught_up("nobody", Page.pull())
    brought = await stage.brought()
    waits = ("wait", {"place": 2})
    assert [what for who, what in brought if who == "lena"] == [[1, 0, "Once "], waits]
    assert [what for who, what in brought if who == "max"] == [("pull", {}), [1, 0, "Once "], waits]


async def test_parts_of_a_page_hear_each_its_own_topic(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.watch("lena", "queue", "sign-in-lena", lambda _: Page.wait(7), slot="queue")
    stage.live.post("queue", {})
    stage.tell({})
    stage.live.post("queue", {})
    stage.tell({})
    assert await stage.brought() == [("lena", ("wait", {"place": 7})), ("lena", ("pull", {}))]
    stage.hub.unwatch("lena")
    stage.tell({})
    stage.live.post("queue", {})
    assert await stage.brought() == [("lena", ("wait", {"place": 7}))]
    assert stage.hub.is_watching("lena", "queue", "queue")
    assert not stage.hub.is_watching("lena", STORY)


async def test_two_parts_of_a_page_may_hear_the_same_topic(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.watch("lena", STORY, "sign-in-lena", lambda _: Page.wait(7), slot="queue")
    stage.hub.unwatch("lena", "queue")
    stage.tell({})
    assert await stage.brought() == [("lena", ("pull", {}))]
    stage.hub.watch("lena", STORY, "sign-in-lena", lambda _: Page.wait(7), slot="queue")
    stage.live.post(ENDED, {"session_ids": ["sign-in-lena"]})
    stage.tell({})
    assert await stage.brought() == []
    assert stage.hub.count == 0


async def test_a_swarm_is_heard_at_once_and_then_once_more_when_its_time_has_come(stage: Stage) -> None:
    stage.shows("lena")
    watched = (STORY, "sign-in-lena", _react, "queue")
    stage.hub.watch("lena", *watched, pace_s=PACE_S)
    stage.hub.unwatch("lena")
    for news in ({}, {}, {"at": 0, "text": "Once "}, {"place": 2}, {}, {"place": 2}, {"place": 1}):
        stage.tell(news)
        await asyncio.sleep(0)
    assert await stage.brought() == [("lena", ("pull", {})), ("lena", [1, 0, "Once "])]
    await asyncio.sleep(A_WHILE_S)
    once_more = [("pull", {}), ("wait", {"place": 2}), ("wait", {"place": 1})]
    assert await stage.brought() == [("lena", call) for call in once_more]
    stage.tell({})
    stage.hub.unwatch("lena", "queue")
    await asyncio.sleep(A_WHILE_S)
    assert await stage.brought() == []


async def test_parts_of_a_page_in_one_lane_share_its_pace(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.unwatch("lena")
    for slot in ("first", "second"):
        topic = f"conversation:{slot}"
        stage.hub.watch("lena", topic, "sign-in-lena", _react, slot, pace_s=PACE_S, lane="mine")
    stage.live.post("conversation:first", {})
    stage.live.post("conversation:second", {})
    assert await stage.brought() == [("lena", ("pull", {}))]
    await asyncio.sleep(A_WHILE_S)
    assert await stage.brought() == [("lena", ("pull", {}))]
    stage.hub.remind("lena", Page.wait(3), "mine")
    stage.hub.unwatch("lena", "first")
    await asyncio.sleep(A_WHILE_S)
    assert await stage.brought() == [("lena", ("wait", {"place": 3}))]
    stage.hub.remind("lena", Page.wait(4), "mine")
    stage.hub.unwatch("lena", "second")
    await asyncio.sleep(A_WHILE_S)
    assert await stage.brought() == []


async def test_a_part_that_is_given_another_pace_keeps_what_it_has_heard(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.unwatch("lena")
    watched = (STORY, "sign-in-lena", _react, "queue")
    stage.hub.watch("lena", *watched, pace_s=60.0)
    stage.tell({})
    assert await stage.brought() == [("lena", ("pull", {}))]
    stage.hub.unwatch("lena", "queue")
    stage.hub.watch("lena", *watched, pace_s=60.0)
    stage.hub.watch("lena", *watched, pace_s=0.01)
    for _ in range(2):
        stage.tell({})
        await asyncio.sleep(0.03)
        assert await stage.brought() == [("lena", ("pull", {}))]


async def test_a_lane_may_wait_for_what_comes_with_the_first_news(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.watch("lena", "queue", "sign-in-lena", _react, "queue", pace_s=PACE_S, lag_s=LAG_S)
    stage.live.post("queue", {})
    stage.hub.remind("lena", Page.pull(), "queue")
    assert await stage.brought() == []
    await asyncio.sleep(LAG_S + 0.01)
    assert await stage.brought() == [("lena", ("pull", {}))]
    stage.live.post("queue", {})
    stage.hub.caught_up("lena", Page.pull(), "queue")
    await asyncio.sleep(A_WHILE_S)
    assert await stage.brought() == []


async def test_what_a_page_has_just_shown_it_need_not_read_again_once(stage: Stage) -> None:
    stage.shows("lena")
    stage.hub.showed("lena", "sid-1")
    stage.hub.showed("nobody", "sid-1")
    assert not stage.hub.has_just_shown("nobody", "sid-1", STORY)
    assert stage.hub.has_just_shown("lena", "sid-1", STORY)
    assert not stage.hub.has_just_shown("lena", "sid-1", STORY)


@pytest.mark.parametrize(("sid", "topic"), [("sid-2", STORY), ("sid-1", "conversation:other")])
async def test_after_a_break_or_for_another_topic_it_reads(stage: Stage, sid: str, topic: str) -> None:
    stage.shows("lena")
    stage.hub.showed("lena", "sid-1")
    assert not stage.hub.has_just_shown("lena", sid, topic)


async def test_nothing_reaches_a_page_whose_sign_in_ended_while_it_waited(stage: Stage) -> None:
    stage.shows("lena", "max")
    stage.tell({"at": 0, "text": "Once "})
    stage.live.post(ENDED, {"session_ids": ["sign-in-lena"]})
    assert await stage.brought() == [("max", [1, 0, "Once "])]


async def test_a_socket_that_closes_this_instant_harms_nobody(stage: Stage) -> None:
    stage.shows("lena", "max")
    stage.sockets.closed.add("sid-lena")
    stage.tell({"at": 0, "text": "Once "})
    assert await stage.brought() == [("max", [1, 0, "Once "])]
    stage.tell({"at": 5, "text": "upon"})
    assert ("max", [1, 5, "upon"]) in await stage.brought()


async def test_a_page_that_is_gone_is_forgotten(stage: Stage) -> None:
    stage.shows("lena")
    del stage.sockets.token_to_sid["lena"]
    stage.tell({"at": 0, "text": "Once "})
    assert await stage.brought() == []
    assert stage.hub.count == 0
