"""Anybody may call any handler with anything over a raw socket: only marked ones run, for whom they are."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext

from aics_app.accounts.identity import COOKIE
from aics_app.accounts.models import Role
from aics_app.accounts.ui.guard import _to_sign_in, is_sound, mark_of
from aics_app.aics_app import app
from aics_app.core import metrics
from aics_app.ui.access import PUBLIC, SIGNED_IN, access
from tests.app import Shop, people


class GuardedState(rx.State):
    """What a screen might have."""

    done: list[str] = []  # noqa: RUF012 - Reflex copies it

    @rx.event
    @access(PUBLIC)
    def look(self) -> None:
        self.done = [*self.done, "look"]

    @rx.event
    @access(SIGNED_IN)
    def enter(self) -> None:
        self.done = [*self.done, "enter"]

    @rx.event
    @access("knowledge.manage")
    async def publish(self, title: str, times: int = 1, *, loudly: bool = False) -> None:
        self.done = [*self.done, f"publish {title} {times} {loudly}"]

    @rx.event
    def forgotten(self) -> None:
        self.done = [*self.done, "forgotten"]

    def not_even_an_event(self) -> None:
        self.done = [*self.done, "not even an event"]

    @rx.event
    @access(PUBLIC)
    def set_done(self, done: list[str]) -> None:
        self.done = done

    @rx.event(background=True)
    @access("knowledge.manage")
    async def rebuild(self) -> None:
        async with self:
            self.done = [*self.done, "rebuild"]


NAME = GuardedState.get_full_name()


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with people(tmp_path) as running:
        await running.account("lena")
        await running.account("vera", Role.ADMIN)
        yield running


async def call(
    shop: Shop, handler: str, payload: dict[str, Any] | None = None, *, by: str = "", path: str = "/"
) -> list[str]:
    """What the state has done after the event of this person."""
    cookie = f"{COOKIE}={await shop.token(by)}" if by else ""
    return await call_with(handler, payload or {}, cookie=cookie, path=path)


async def call_with(handler: str, payload: dict[str, Any], *, cookie: str = "", path: str = "/") -> list[str]:
    """Run one event through the app's guard and Reflex's own processor."""
    name = handler if "." in handler else f"{NAME}.{handler}"
    router = {"pathname": path, "asPath": path, "headers": {"cookie": cookie}}
    event = Event(name=name, payload=payload, router_data=router)
    processor = BaseStateEventProcessor(middleware=app).configure(state_manager=StateManagerMemory())
    done: list[str] = []
    async with processor:
        async for delta in processor.enqueue_stream_delta("token", event):
            found = delta.get(NAME, {})
            done = next((value for key, value in found.items() if key.startswith("done")), done)
    return done


async def test_public_handlers_are_for_everybody(shop: Shop) -> None:
    assert await call(shop, "look") == ["look"]


async def test_a_handler_without_a_mark_is_nobodys(shop: Shop) -> None:
    for person in ("", "lena", "vera"):
        assert await call(shop, "forgotten", by=person) == []
        assert await call(shop, "not_even_an_event", by=person) == []


async def test_signed_in_means_a_sign_in_that_counts(shop: Shop) -> None:
    assert await call(shop, "enter") == []
    assert await call(shop, "enter", by="lena") == ["enter"]
    assert await call_with("enter", {}, cookie=f"{COOKIE}=eyJhbGciOiJub25lIn0.e30.") == []


async def test_a_right_is_asked_of_the_person_not_of_the_page(shop: Shop) -> None:
    assert await call(shop, "publish", {"title": "a"}, by="lena", path="/admin/knowledge") == []
    assert await call(shop, "publish", {"title": "a"}, path="/admin/knowledge") == []
    assert await call(shop, "publish", {"title": "a"}, by="vera", path="/") == ["publish a 1 False"]


async def test_background_handlers_are_guarded_too(shop: Shop) -> None:
    assert await call(shop, "rebuild", by="lena") == []
    assert await call(shop, "rebuild", by="vera") == ["rebuild"]


async def test_whoever_has_signed_out_can_do_nothing_more(shop: Shop) -> None:
    token = await shop.token("vera")
    assert await call_with("publish", {"title": "a"}, cookie=f"{COOKIE}={token}") == ["publish a 1 False"]
    vera = await shop.client(authorization=f"Bearer {token}")
    await vera.post("/api/auth/logout")
    assert await call_with("publish", {"title": "a"}, cookie=f"{COOKIE}={token}") == []


async def test_setvar_reaches_no_setter(shop: Shop) -> None:
    assert await call(shop, "set_done", {"done": ["set"]}) == ["set"]
    for person in ("", "vera"):
        assert await call(shop, "setvar", {"var_name": "done", "value": ["set"]}, by=person) == []


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"title": None},
        {"title": 5},
        {"title": ["a"]},
        {"title": {"a": 1}},
        {"title": "a", "times": "many"},
        {"title": "a", "times": [1]},
        {"title": "a", "times": None},
        {"title": "a", "times": 2**70},
        {"title": "a", "times": 1.5},
        {"title": "a", "loudly": "false"},
        {"title": "a", "loudly": 1},
        {"title": "a", "unknown": 1},
        {"title": "a", "self": {}},
        {"title": "x" * 100_001},
        {"title": "\ud800"},
    ],
)
async def test_wrong_arguments_change_nothing(shop: Shop, payload: dict[str, Any]) -> None:
    assert await call(shop, "publish", payload, by="vera") == []


@pytest.mark.parametrize(
    ("payload", "done"),
    [
        ({"title": "a", "times": 3, "loudly": True}, "publish a 3 True"),
        ({"title": "退款", "times": "3"}, "publish 退款 3 False"),  # a form's field is text
    ],
)
async def test_right_arguments_arrive(shop: Shop, payload: dict[str, Any], done: str) -> None:
    assert await call(shop, "publish", payload, by="vera") == [done]


@pytest.mark.parametrize("name", ["reset", "get_state", "dict", "_clean", "done", "__init__"])
def test_what_a_state_can_do_besides_is_no_handler(name: str) -> None:
    handlers = RegistrationContext.ensure_context().event_handlers
    assert f"{NAME}.look" in handlers
    assert f"{NAME}.{name}" not in handlers


async def test_refusals_are_counted_by_reason(shop: Shop) -> None:
    def refused() -> float:
        return metrics.REGISTRY.get_sample_value("aics_events_total", {"outcome": "forbidden"}) or 0

    before = refused()
    await call(shop, "publish", {"title": "a"}, by="lena")
    assert refused() == before + 1


async def test_the_log_has_no_payload(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    await call(shop, "publish", {"title": "my secret wish", "times": "x"}, by="vera")
    assert "event refused, wrong_arguments" in caplog.text
    assert "secret wish" not in caplog.text


def page_at(path: str) -> Any:
    return SimpleNamespace(router=SimpleNamespace(url=SimpleNamespace(path=path)))


def test_whoever_is_no_longer_signed_in_is_led_to_sign_in_and_back() -> None:
    (event,) = _to_sign_in(page_at("/chat/1?a=b"))
    assert event.name == "_redirect"
    assert "/login?next=/chat/1%3Fa%3Db" in str(event.payload)
    assert _to_sign_in(page_at("/login")) == []


def test_what_reflex_needs_is_open_and_the_rest_is_not() -> None:
    handlers = {
        name.rsplit(".", 1)[-1]: mark_of(registered.handler.fn)
        for name, registered in RegistrationContext.ensure_context().event_handlers.items()
        if registered.handler.fn.__module__.startswith("reflex")
    }
    assert handlers.pop("setvar") is None
    assert set(handlers.values()) == {PUBLIC}, "Reflex has a new handler: decide whether pages need it"


def test_arguments_of_reflexs_own_handlers_are_checked_as_well() -> None:
    load = next(
        registered.handler.fn
        for name, registered in RegistrationContext.ensure_context().event_handlers.items()
        if name.endswith(".hydrate_and_load")
    )
    assert is_sound(load, {})
    assert is_sound(load, {"vars": {"a.b": 1}, "hashes": ["a"]})
    assert not is_sound(load, {"vars": [1]})
