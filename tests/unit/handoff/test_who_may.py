"""Everything that can be asked of one chat, by everybody there is, while it waits and while Anna has it.

The chat is Lena's. Whatever was done to one, the next is asked of a new one. A new route about a conversation
or a hand-off fails until it is listed here; a word behind the path tells apart two bodies of one route. What
knows no chat is in tests/integration/test_matrix.py.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient
from starlette.types import Message, Scope

from aics_app import api
from aics_app.llm.double import ScriptedModel
from tests.app import ORIGIN, Shop, running
from tests.doubles.understanding import ScriptedUnderstanding

PEOPLE = ("nobody", "lena", "mallory", "anna", "ben", "vera")
"""Lena is its customer, Mallory another one, Anna and Ben are agents, Vera is the administrator."""
Row = tuple[object, str, str]

SAME = ""
# The body, and the statuses in the order of PEOPLE: while the chat waits, and while Anna has it.
EXPECTED: dict[str, Row] = {
    "GET /api/conversations/{session_id}": (None, "401 200 404 200 200 200", SAME),
    "GET /api/conversations/{session_id}/messages": (None, "401 200 404 200 200 200", SAME),
    "POST /api/conversations/{session_id}/messages": (
        {"content": "Hello there"},
        "401 201 404 409 409 409",
        "401 201 404 201 409 409",
    ),
    "POST /api/conversations/{session_id}/notes": (
        {"content": "Hello there"},
        "401 403 403 201 201 201",
        SAME,
    ),
    "POST /api/conversations/{session_id}/read": ({"read_id": 1}, "401 204 404 204 204 204", SAME),
    "POST /api/conversations/{session_id}/typing": (
        None,
        "401 409 404 409 409 409",
        "401 204 404 204 409 409",
    ),
    "GET /api/conversations/{session_id}/events": (None, "401 200 404 200 200 200", SAME),
    "POST /api/conversations/{session_id}/help": ({"kind": "suggest"}, "401 403 403 409 409 409", SAME),
    "POST /api/conversations/{session_id}/handoff": ({}, "401 201 404 404 404 404", SAME),
    "GET /api/handoffs/{handoff_id}": (None, "401 200 404 200 200 200", SAME),
    "POST /api/handoffs/{handoff_id}/take": ({}, "401 403 404 200 200 200", "401 403 404 200 409 409"),
    "POST /api/handoffs/{handoff_id}/take seize": (
        {"seize": True},
        "401 403 404 403 403 200",
        SAME,
    ),
    "POST /api/handoffs/{handoff_id}/transfer": (
        {"to_agent": "BEN"},
        "401 403 404 409 409 409",
        "401 403 404 200 409 409",
    ),
    "POST /api/handoffs/{handoff_id}/give-back": (None, "401 403 404 409 409 409", "401 403 404 200 409 409"),
    "POST /api/handoffs/{handoff_id}/close": (
        {"disposition": "solved"},
        "401 403 404 409 409 409",
        "401 403 404 200 409 409",
    ),
    "POST /api/handoffs/{handoff_id}/cancel": (None, "401 200 404 404 404 404", "401 409 404 404 404 404"),
    "POST /api/handoffs/{handoff_id}/rating": ({"score": 5}, "401 409 404 404 404 404", SAME),
    "POST /api/handoffs/{handoff_id}/note": (
        {"text": "Please call me"},
        "401 200 404 404 404 404",
        "401 409 404 404 404 404",
    ),
    "POST /api/handoffs/{handoff_id}/note/done": (None, "401 403 404 409 409 409", SAME),
}


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The product at work."""
    model, understanding = ScriptedModel("Two to five days."), ScriptedUnderstanding()
    async with running(tmp_path, model=model, understanding=understanding) as made:
        yield made


@pytest.fixture
async def everybody(shop: Shop) -> dict[str, AsyncClient]:
    return {
        "nobody": await shop.client(),
        "lena": await shop.customer("lena"),
        "mallory": await shop.customer("mallory"),
        "anna": await shop.agent("anna"),
        "ben": await shop.agent("ben"),
        "vera": await shop.admin("vera"),
    }


def test_every_route_about_a_chat_is_listed() -> None:
    about = {
        f"{method} {route.path}"
        for route in iter_route_contexts(api.app.routes)
        for method in set(route.methods or ()) - {"HEAD"}
        if "{session_id}" in route.path or "{handoff_id}" in route.path
    }
    assert about == {" ".join(line.split()[:2]) for line in EXPECTED}


@pytest.mark.parametrize("is_taken", [False, True], ids=["while it waits", "while Anna has it"])
async def test_who_may_what(shop: Shop, everybody: dict[str, AsyncClient], is_taken: bool) -> None:
    ben = (await everybody["ben"].get("/api/auth/me")).json()["id"]
    await everybody["ben"].put("/api/agents/me/presence", json={"status": "busy"})
    wrong, chat = [], await _chat(everybody, is_taken=is_taken)
    for line, (body, waiting, taken) in EXPECTED.items():
        statuses = (taken if is_taken else waiting) or waiting
        for name, expected in zip(PEOPLE, statuses.split(), strict=True):
            content = json.dumps(body).replace('"BEN"', str(ben))
            answer = await _asked(shop, everybody[name], line, chat, content)
            if answer != int(expected):
                wrong.append(f"{line} as {name}: {answer}, not {expected}")
            if answer < 400:
                chat = await _chat(everybody, is_taken=is_taken)
    assert wrong == []


async def _chat(everybody: dict[str, AsyncClient], *, is_taken: bool) -> dict[str, Any]:
    lena, anna = everybody["lena"], everybody["anna"]
    own = (await lena.post("/api/conversations", json={"title": "My parcel"})).json()["session_id"]
    asked: dict[str, Any] = (await lena.post(f"/api/conversations/{own}/handoff")).json()
    if is_taken:
        assert (await anna.post(f"/api/handoffs/{asked['id']}/take")).status_code == 200
    return asked


async def _asked(shop: Shop, client: AsyncClient, line: str, chat: dict[str, Any], content: str) -> int:
    """The status alone: whoever asks hangs up at once, and a stream ends."""
    method, path, *_ = line.split()
    path = path.replace("{session_id}", chat["session_id"]).replace("{handoff_id}", str(chat["id"]))
    scope = _scope(method, path, client.headers.get("authorization", ""))
    told: list[int] = []
    coming: list[Message] = [
        {"type": "http.request", "body": b"" if method == "GET" else content.encode(), "more_body": False}
    ]

    async def receive() -> Message:
        return coming.pop() if coming else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            told.append(message["status"])

    async with asyncio.timeout(10):
        await shop.app(scope, receive, send)
    return told[0]


def _scope(method: str, path: str, token: str) -> Scope:
    headers = [(b"host", ORIGIN.encode().split(b"//")[1]), (b"content-type", b"application/json")]
    if token:
        headers.append((b"authorization", token.encode()))
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("198.51.100.7", 50_000),
        "server": ("shop.test", 80),
        "state": {},
    }
