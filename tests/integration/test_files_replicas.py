"""A file that came in at one replica goes out at the other, to whoever may read the words beside it."""

from uuid import uuid4

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.served import Person, Server
from tests.unit.attachments import samples


async def _uploaded(server: Server, person: Person, name: str, content: bytes) -> int:
    async with server.client(person) as client:
        answer = await client.post("/api/attachments", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    first: int = answer.json()["items"][0]["id"]
    return first


async def _fetched(server: Server, person: Person, file_id: int, **params: int) -> tuple[int, bytes]:
    async with server.client(person) as client:
        answer = await client.get(f"/api/attachments/{file_id}", params=params)
    return answer.status_code, answer.content


async def test_customer_and_agent_send_each_other_files_at_two_replicas(branches: Branches) -> None:
    here, there = branches.here, branches.there
    lena, otto = await branches.site.person("lena"), await branches.site.person("otto")
    anna = await branches.site.person("anna", Role.AGENT)
    async with here.client(lena) as client:
        session_id = (await client.post("/api/conversations", json={"title": "A pan"})).json()["session_id"]
        waits = (await client.post(f"/api/conversations/{session_id}/handoff", json={})).json()
    async with there.client(anna) as client:
        await client.put("/api/agents/me/presence", json={"status": "busy"})
        taken = await client.post(f"/api/handoffs/{waits['id']}/take")
        assert taken.status_code == 200, taken.text
    photo = await _uploaded(here, lena, "锅.jpg", samples.photograph())
    offer = await _uploaded(there, anna, "offer.pdf", samples.PDF)
    assert (await _fetched(there, anna, photo))[0] == 404  # not sent yet
    for server, person, file_id in ((there, lena, photo), (here, anna, offer)):
        async with server.client(person) as client:
            body = {"content": "", "attachments": [file_id], "client_id": uuid4().hex}
            said = await client.post(f"/api/conversations/{session_id}/messages", json=body)
            assert said.status_code == 201, said.text
    assert await _fetched(there, anna, photo) == (200, samples.photograph())
    assert await _fetched(here, lena, offer) == (200, samples.PDF)
    assert (await _fetched(there, anna, photo, thumb=1))[0] == 200
    assert (await _fetched(here, otto, photo))[0] == 404
    async with there.client(anna) as client:
        await client.post(f"/api/handoffs/{waits['id']}/close", json={"disposition": "solved"})
