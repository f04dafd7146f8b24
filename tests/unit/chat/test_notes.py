"""Internal notes: the staff reads them, the customer never learns that there are any."""

import re
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient

from aics_app import api
from aics_app.accounts.models import Role
from aics_app.chat import actions, queries, views
from aics_app.chat.errors import QuestionEmpty
from aics_app.chat.replies import note
from aics_app.core import clock
from aics_app.core.errors import NotFound
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import Told, opened

SECRET = "zebrafinch"
STREAMS = {"/api/ai/answer/stream", "/api/conversations/{session_id}/events"}


async def _noted(desk: Desk, lena: AsyncClient, anna: AsyncClient) -> tuple[str, int, dict[str, Any]]:
    """Lena's conversation with a note of Anna's in it, as Lena saw it before."""
    begun = (await lena.post("/api/ai/answer", json={"question": "Where is my parcel?"})).json()
    seen = (await lena.get(f"/api/conversations/{begun['session_id']}")).json()
    path = f"/api/conversations/{begun['session_id']}/notes"
    noted = await anna.post(path, json={"content": f"A {SECRET} in the parcel", "client_id": "note-00001"})
    assert (noted.status_code, noted.json()["message_type"]) == (201, "NOTE")
    return begun["session_id"], noted.json()["id"], seen


async def test_the_staff_reads_a_note_where_it_was_written(desk: Desk) -> None:
    lena, anna = await desk.shop.customer("lena"), await desk.shop.agent("anna")
    session_id, note_id, _ = await _noted(desk, lena, anna)
    path = f"/api/conversations/{session_id}/messages"
    for reader in (anna, await desk.shop.admin("vera")):
        read = (await reader.get(path)).json()["items"]
        assert [(one["id"], one["author"]) for one in read if one["message_type"] == "NOTE"] == [
            (note_id, "Anna")
        ]


async def test_no_way_leads_a_customer_to_a_note(desk: Desk) -> None:
    lena, anna = await desk.shop.customer("lena"), await desk.shop.agent("anna")
    session_id, note_id, seen = await _noted(desk, lena, anna)
    values = {"session_id": session_id, "message_id": str(note_id)}
    walked = 0
    for route in iter_route_contexts(api.app.routes):
        if "GET" not in (route.methods or ()) or route.path in STREAMS:
            continue
        path = re.sub(r"{(\w+)[^}]*}", lambda found: values.get(found[1], "1"), route.path or "")
        for query in ("", f"?q={SECRET}", f"?search={SECRET}"):
            told = await lena.get(path + query)
            assert SECRET not in told.text, path
            walked += 1
    assert walked > 20
    assert (await lena.get(f"/api/conversations?q={SECRET}")).json()["items"] == []
    assert (await lena.get(f"/api/conversations/{session_id}")).json() == seen
    items = (await lena.get(f"/api/conversations/{session_id}/messages")).json()["items"]
    assert [one["sender"] for one in items] == ["USER", "AI"]
    page = (await lena.get(f"/api/conversations/{session_id}/messages?limit=2")).json()
    assert page["next_cursor"] is None  # a further page would tell that there is something


async def test_no_way_lets_a_customer_act_on_a_note(desk: Desk) -> None:
    lena, anna = await desk.shop.customer("lena"), await desk.shop.agent("anna")
    session_id, note_id, _ = await _noted(desk, lena, anna)
    told = [
        await lena.post(f"/api/ai/messages/{note_id}/feedback", json={"helpful": True}),
        await lena.post(f"/api/ai/messages/{note_id}/stop"),
        await lena.post(
            f"/api/conversations/{session_id}/messages", json={"content": "Hm?", "client_id": "note-00001"}
        ),
        await lena.post("/api/ai/answer", json={"question": "Hm?", "client_id": "note-00001"}),
    ]
    assert SECRET not in str([answer.text for answer in told])
    assert [answer.status_code for answer in told[:3]] == [404, 404, 409]
    assert (
        await lena.post(f"/api/conversations/{session_id}/notes", json={"content": "Me too"})
    ).status_code == 403


async def test_the_page_of_the_customer_and_what_it_is_told_have_no_note(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, told = await opened(desk, lena)
    await note(desk.replies.tools, anna, conversation_id, SECRET, client_id=None, at=clock.now())
    async with desk.db.reading() as session:
        row = await queries.get_conversation(session, lena, conversation_id)
        assert (await views.excerpt(session, row)).shown == []
        assert (await views.excerpt(session, row, viewer=lena)).shown == []
        (only,) = (await views.excerpt(session, row, viewer=anna)).shown
        assert only.message.content == SECRET
    assert [message["type"] for message in told.messages] == ["note"]
    assert SECRET not in str(told.messages)


async def test_nobody_reads_or_leaves_notes_on_a_matter_of_his_own(desk: Desk) -> None:
    anna, bert = [await desk.person(name, Role.AGENT) for name in ("anna", "bert")]
    conversation_id, _ = await opened(desk, anna)
    await note(desk.replies.tools, bert, conversation_id, SECRET, client_id=None, at=clock.now())
    async with desk.db.reading() as session:
        row = await queries.get_conversation(session, anna, conversation_id)
        assert await queries.messages(session, row, viewer=anna) == []
        assert len(await queries.messages(session, row, viewer=bert)) == 1
    with pytest.raises(NotFound):
        await note(desk.replies.tools, anna, conversation_id, "Mine", client_id=None, at=clock.now())


async def test_a_note_sent_twice_is_one_and_an_empty_one_none(desk: Desk) -> None:
    lena, anna = await desk.person("lena"), await desk.person("anna", Role.AGENT)
    conversation_id, _ = await opened(desk, lena)
    told = Told(desk, conversation_id)
    tools, now = desk.replies.tools, clock.now()
    first = await note(tools, anna, conversation_id, SECRET, client_id="note-0001", at=now)
    again = await note(tools, anna, conversation_id, SECRET, client_id="note-0001", at=now)
    assert (first.message_id, again.is_new) == (again.message_id, False)
    assert len(told.messages) == 1
    with pytest.raises(QuestionEmpty):
        await note(tools, anna, conversation_id, " ?", client_id=None, at=now)
    with pytest.raises(NotFound):
        async with desk.db.transaction() as session:
            await actions.note(session, lena, conversation_id, SECRET, client_id=None, at=now)
