"""Every event handler, called over a raw socket by people who may not: nothing learnt, nothing changed."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_type_hints

import pytest
from reflex_base.registry import RegistrationContext

from aics_app.accounts.ui.guard import mark_of
from aics_app.aics_app import app
from aics_app.ui.access import PUBLIC
from tests.integration.conftest import Counter
from tests.integration.stillness import nothing_happens
from tests.served import Person
from tests.socket_client import BOOT, CHAT, ROOT, VAR, PageSocket

ASK = f"{CHAT}.ask"
SECRET = "my tulip bulbs came broken"
ANSWER = "so sorry about the tulips"
HISTORY = f"{ROOT}.aics_app___chat___ui___history____history_state"
JUDGING = f"{ROOT}.aics_app___chat___ui___judging____judging_state"
SOURCE = f"{ROOT}.aics_app___chat___ui___judging____source_state"
EDITOR = f"{ROOT}.aics_app___knowledge___ui___editing____editor_state"
SESSION = f"{ROOT}.aics_app___accounts___ui___states____session_state"
OWNER = f"{ROOT}.aics_app___accounts___ui___owner____owner_state"
LANG = f"{ROOT}.aics_app___ui___i18n____lang"
PLAUSIBLE: dict[Any, Any] = {str: "hello there", bool: True, int: 1, list[int] | None: []}
JUNK: dict[Any, list[Any]] = {
    str: [None, 5, ["a"], {"a": 1}, True, "x" * 900_000, [[[[{}]]]]],
    int: [None, "many", [1], {"a": 1}, 1.5, 2**70, -(2**70), "x" * 900_000],
    bool: [None, "false", 0, 1, [True], {}],
    list[int] | None: [5, "a", ["a"], [None], {"a": 1}],
}


@dataclass(frozen=True)
class Handler:
    """A handler as the wire names it."""

    name: str
    mark: str | None
    parameters: dict[str, Any]
    optional: frozenset[str]

    @property
    def state(self) -> str:
        """The state that it belongs to."""
        return self.name.rpartition(".")[0]

    def payload(self, **own: Any) -> dict[str, Any]:
        """Arguments of the right types."""
        return {name: own.get(name, PLAUSIBLE.get(kind, {})) for name, kind in self.parameters.items()}

    def broken_payloads(self) -> Iterator[dict[str, Any]]:
        """Arguments of which one is of a wrong type, missing, or unknown."""
        for name, kind in self.parameters.items():
            for junk in JUNK.get(kind, [None, 5, "a", [1]]):
                yield self.payload() | {name: junk}
            if name not in self.optional:
                yield {key: value for key, value in self.payload().items() if key != name}
        yield self.payload() | {"self": {}}
        yield self.payload() | {"unknown": 1}


def handlers_of_ours() -> list[Handler]:
    """All of the product's own."""
    assert app.event_namespace is not False  # importing the app registers them
    found = []
    for name, registered in RegistrationContext.ensure_context().event_handlers.items():
        function = registered.handler.fn
        if function.__module__.startswith("aics_app"):
            hints = get_type_hints(function)
            own = list(inspect.signature(function).parameters.values())[1:]
            kinds = {one.name: hints.get(one.name, Any) for one in own}
            optional = frozenset(one.name for one in own if one.default is not inspect.Parameter.empty)
            found.append(Handler(name, mark_of(function), kinds, optional))
    return found


@dataclass(frozen=True)
class Victim:
    """Lena, with a conversation that is nobody else's business."""

    lena: Person
    conversation: str
    question: int
    answer: int

    @property
    def path(self) -> str:
        """Where she reads it."""
        return f"/chat/{self.conversation}"


@pytest.fixture
async def victim(counter: Counter) -> Victim:
    lena = await counter.person()
    counter.model.control(text=ANSWER)
    async with counter.server.client(lena) as client:
        told = (await client.post("/api/ai/answer", json={"question": SECRET})).json()
    assert told["answer"] == ANSWER
    return Victim(lena, told["session_id"], told["message_id"] - 1, told["message_id"])


def refusals(counter: Counter, *reasons: str) -> float:
    return sum(counter.server.figure("aics_events_total", outcome=reason) for reason in reasons)


def _knows_nothing(page: PageSocket, victim: Victim) -> None:
    for secret in (SECRET, ANSWER, victim.lena.name, victim.lena.token):
        assert secret not in page.heard


async def finish(page: PageSocket) -> None:
    """Events of one tab are handled in order: the answer to a last, harmless one comes after all others."""
    await page.call(f"{LANG}.switch", code="zh")
    await page.call(f"{LANG}.switch", code="en")
    await page.until(lambda: page.states.get(LANG, {}).get("code") == "en", 30)


async def test_somebody_who_has_not_signed_in_calls_every_handler(counter: Counter, victim: Victim) -> None:
    known = {"conversation_id": victim.conversation, "message_id": victim.answer, "faq_id": 1}
    handlers, before = handlers_of_ours(), refusals(counter, "not_signed_in")
    async with nothing_happens(counter), counter.server.page(path=victim.path) as page:
        for handler in handlers:
            await page.call(handler.name, **handler.payload(**known))
        await finish(page)
        _knows_nothing(page, victim)
        assert page.states[SESSION]["signed_in"] is False
        assert not page.chat.get("messages")
    closed = [handler for handler in handlers if handler.mark != PUBLIC]
    assert len(closed) > 15
    assert refusals(counter, "not_signed_in") - before >= len(closed)


@pytest.mark.parametrize("who", ["mallory", "vera"])
async def test_arguments_of_wrong_types_are_refused_by_every_handler(counter: Counter, who: str) -> None:
    person = await (counter.person(who) if who == "mallory" else counter.admin())
    before, calls = refusals(counter, "wrong_arguments", "forbidden"), 0
    async with nothing_happens(counter), counter.server.page(person) as page:
        for handler in handlers_of_ours():
            for payload in handler.broken_payloads():
                await page.call(handler.name, **payload)
                calls += 1
        await finish(page)
    assert calls > 100
    assert refusals(counter, "wrong_arguments", "forbidden") - before == calls


async def test_a_customer_reaches_nothing_of_the_administrators(counter: Counter) -> None:
    mallory = await counter.person("mallory")
    handlers = [handler for handler in handlers_of_ours() if handler.mark == "knowledge.manage"]
    before = refusals(counter, "forbidden")
    async with nothing_happens(counter), counter.server.page(mallory, path="/admin/knowledge") as page:
        for handler in handlers:
            await page.call(handler.name, **handler.payload(faq_id=1))
        await finish(page)
        assert not any(page.states.get(handler.state, {}).get("loaded") for handler in handlers)
    assert len(handlers) > 8
    assert refusals(counter, "forbidden") - before >= len(handlers)


async def test_a_customer_reaches_nothing_of_another_customers(counter: Counter, victim: Victim) -> None:
    mallory = await counter.person("mallory")
    handlers = [
        handler for handler in handlers_of_ours() if handler.mark == "chat.ask" and handler.name != ASK
    ]
    async with nothing_happens(counter), counter.server.page(mallory, path=victim.path) as page:
        await page.until(lambda: page.chat.get("loaded"))
        for message_id in (victim.answer, victim.question, 0, -1, 2**62):
            strange = {"message_id": message_id, "position": 1, "conversation_id": victim.conversation}
            for handler in handlers:
                await page.call(handler.name, **handler.payload(**strange, text="tulip", reason="wrong"))
        await finish(page)
        assert page.chat["missing"] is True
        assert page.states[HISTORY]["conversations"] == []
        assert page.states[JUDGING]["asking"] == 0
        assert page.states[SOURCE]["passage"] == ""
        _knows_nothing(page, victim)


async def test_asking_at_another_customers_address_begins_a_matter_of_ones_own(
    counter: Counter, victim: Victim
) -> None:
    mallory = await counter.person("mallory")
    counter.model.control(reset=True)
    async with counter.server.page(mallory, path=victim.path) as page:
        await page.until(lambda: page.chat.get("loaded"))
        await page.end_of(await page.ask("do you sell pans"))
        assert page.chat["conversation_id"] != victim.conversation
        _knows_nothing(page, victim)
    async with counter.server.client(victim.lena) as client:
        told = (await client.get(f"/api/conversations/{victim.conversation}/messages")).json()
    assert [message["content"] for message in told["items"]] == [SECRET, ANSWER]


@pytest.mark.parametrize("who", ["nobody", "mallory"])
async def test_nobody_becomes_somebody_by_what_they_send(counter: Counter, victim: Victim, who: str) -> None:
    person = await counter.person("mallory") if who == "mallory" else None
    forged = {
        "headers": {"cookie": f"aics_session={victim.lena.token}"},
        "token": "00000000-0000-0000-0000-000000000000",
        "sid": "somebody",
        "ip": "198.51.100.1",
    }
    async with nothing_happens(counter), counter.server.page(person, path=victim.path) as page:
        for name in (f"{SESSION}.load", f"{CHAT}.open", f"{HISTORY}.load", BOOT):
            await page.send_event(page.event(name, {}, **forged))
            await page.send_event({**page.event(name, {}, **forged), "token": "somebody", **forged})
        await finish(page)
        assert page.states[SESSION]["username"] == (person.name if person else "")
        _knows_nothing(page, victim)
        assert "198.51.100.1" not in page.heard


async def test_what_a_browser_keeps_may_be_anything(counter: Counter, victim: Victim) -> None:
    vera = await counter.admin()
    for junk in ({"a": 1}, [1], None, 5, True, "x" * 100_000, "</script><b>"):
        kept = {f"{LANG}.code{VAR}": junk, f"{EDITOR}.draft{VAR}": junk}
        kept |= {f"{CHAT}.conversation_id{VAR}": victim.conversation, f"{SESSION}.role{VAR}": "ADMIN"}
        kept |= {f"{OWNER}._session_id{VAR}": "-", "nothing.of.the_kind": junk}
        async with nothing_happens(counter), counter.server.page(vera, path="/admin/knowledge") as page:
            await page.call(BOOT, vars=kept)
            await page.call(
                f"{ROOT}.reflex___state____update_vars_internal_state.update_vars_internal", vars=kept
            )
            await page.call(f"{CHAT}.setvar", var_name="conversation_id", value=victim.conversation)
            await page.call(f"{CHAT}.pull")
            await page.call(f"{EDITOR}.restore")
            await page.call(f"{EDITOR}.new")
            await page.until(lambda page=page: page.states.get(EDITOR, {}).get("is_open"))
            await page.call(f"{EDITOR}.keep", field="answer", value="typed")
            await page.call(f"{EDITOR}.save", form={"question": "", "answer": junk, "language": junk})
            await finish(page)
            assert page.states[EDITOR]["faults"]
            assert page.states[CHAT]["conversation_id"] == ""
            _knows_nothing(page, victim)


NO_EVENTS: list[Any] = [
    [], None, "text", 5, {}, {"payload": {}}, {"name": None}, {"name": 5, "payload": {}}, {"name": ["a"]},
    {"name": "x" * 5000, "payload": {}}, {"name": f"{CHAT}.reset", "payload": {}}, {"name": f"{CHAT}._clear"},
    {"name": "no.such.handler", "payload": {"words": "hyacinths"}},
    {"name": f"{CHAT}.open", "payload": []}, {"name": f"{CHAT}.open", "payload": "x"},
    {"name": f"{CHAT}.open", "payload": {}, "router_data": 5},
    {"name": f"{CHAT}.open", "payload": {}, "router_data": {"pathname": {"a": 1}, "query": 5}},
    {"name": f"{CHAT}.open", "payload": {}, "router_data": {"asPath": ["x"], "query": {"a": {}}}},
]  # fmt: skip # a table
NO_FRAMES: list[str | bytes] = [
    "", "x", "9", "42", "42/_event,", "42/_event,{", "42/_event,[]", "42/_event,[5]", "44/_event",
    '42/_event,["nothing",1]', '42/_event,["connect",1]', '42/_event,["disconnect"]', "43/_event,1[]",
    '45/_event,1-["event",{"_placeholder":true,"num":0}]', b"\x00\x01", "41/_event,", "40/_event,",
    "40/other,", '42["event",{}]', "6", "1",
    "42/_event," + "[" * 5000, '42/_event,["event",' + "1" * 5000 + "]",
    '42/_event,["client_error",{"message":"a\\nb"}]', '42/_event,["event",{},{},{}]', "x" * 2_000_000,
]  # fmt: skip # a table


async def test_what_is_no_event_and_no_frame_disturbs_nobody(counter: Counter, victim: Victim) -> None:
    mallory = await counter.person("mallory")
    rows = await counter.site.rows()
    async with counter.server.page(victim.lena, path=victim.path) as lena:
        await lena.until(lambda: lena.states.get(HISTORY, {}).get("loaded"))
        await lena.settle()
        heard = len(lena.frames)
        async with counter.server.page(mallory) as page:
            for event in NO_EVENTS:
                await page.send_event(event)
            await finish(page)
            _knows_nothing(page, victim)
        for frame in NO_FRAMES:
            async with counter.server.page(mallory) as page:
                await page.send_frame(frame)
                await page.settle(0.02)
                _knows_nothing(page, victim)
        assert len(lena.frames) == heard
        await lena.call(f"{SOURCE}.set_open", shown=True)
        await lena.until(lambda: lena.states.get(SOURCE, {}).get("is_open"))
    assert await counter.site.rows() == rows
    for secret in (mallory.token, victim.lena.token, "hyacinths", SECRET):
        assert secret not in counter.server.log
