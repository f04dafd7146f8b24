"""`/api/conversations/{session_id}/*` between people: who gets which status."""

from httpx import AsyncClient

from aics_app.accounts import queries as accounts
from aics_app.accounts.queries import actor_of
from tests.unit.chat.conftest import Desk
from tests.unit.chat.speakers import take


async def _taken(desk: Desk, lena: AsyncClient, agent: str) -> str:
    """A conversation of Lena's that this agent has taken."""
    begun = (await lena.post("/api/conversations", json={"title": "Pans"})).json()
    async with desk.db.reading() as session:
        user = await accounts.find_user(session, agent)
    assert user is not None
    await take(desk, begun["session_id"], actor_of(user))
    return f"/api/conversations/{begun['session_id']}"


async def test_customer_and_agent_post_others_are_refused(desk: Desk) -> None:
    lena, mallory = await desk.shop.customer("lena"), await desk.shop.customer("mallory")
    anna, bert = await desk.shop.agent("anna"), await desk.shop.agent("bert")
    path = await _taken(desk, lena, "anna")
    outcomes = {}
    for name, client in {"lena": lena, "anna": anna, "bert": bert, "mallory": mallory}.items():
        told = await client.post(f"{path}/messages", json={"content": f"{name} was here"})
        outcomes[name] = (told.status_code, told.json().get("code"))
    assert outcomes == {
        "lena": (201, None),
        "anna": (201, None),
        "bert": (409, "not_speaking"),
        "mallory": (404, "not_found"),
    }
    items = (await lena.get(f"{path}/messages")).json()["items"]
    assert [(one["sender"], one["author"]) for one in items] == [("USER", None), ("CUSTOMER_SERVICE", "Anna")]


async def test_asking_the_ai_is_refused_while_a_person_has_the_word(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    await desk.shop.agent("anna")
    path = await _taken(desk, lena, "anna")
    asked = {"question": "Do you sell pans?", "session_id": path.rsplit("/", 1)[1]}
    for way in ("/api/ai/answer", "/api/ai/answer/stream"):
        told = await lena.post(way, json=asked)
        assert (told.status_code, told.json()["code"]) == (409, "person_speaks")
    assert desk.model.asked == []


async def test_a_conversation_says_who_has_the_word_and_how_far_the_other_has_read(desk: Desk) -> None:
    lena, anna = await desk.shop.customer("lena"), await desk.shop.agent("anna")
    path = await _taken(desk, lena, "anna")
    said = (await lena.post(f"{path}/messages", json={"content": "Hello?"})).json()
    assert (await anna.post(f"{path}/read", json={"read_id": said["id"]})).status_code == 204
    assert (await anna.post(f"{path}/typing")).status_code == 204
    told = (await lena.get(path)).json()
    assert (told["speaker"], told["agent"]) == ("CUSTOMER_SERVICE", "Anna")
    assert (told["delivered_id"], told["read_id"]) == (said["id"], said["id"])
    assert (await anna.get(path)).json()["read_id"] == 0


async def test_strangers_neither_read_nor_type_and_nonsense_is_refused(desk: Desk) -> None:
    lena, mallory = await desk.shop.customer("lena"), await desk.shop.customer("mallory")
    bert = await desk.shop.agent("bert")
    await desk.shop.agent("anna")
    path = await _taken(desk, lena, "anna")
    assert (await mallory.post(f"{path}/read", json={"read_id": 1})).status_code == 404
    assert (await mallory.post(f"{path}/typing")).status_code == 404
    assert (await mallory.get(f"{path}/events")).status_code == 404
    assert (await bert.post(f"{path}/typing")).status_code == 409
    for nonsense in ({"read_id": -1}, {"read_id": 2**63}, {"read_id": "all"}):
        assert (await lena.post(f"{path}/read", json=nonsense)).status_code == 422
    for text in ("", "?!", "字" * 2001):
        assert (await lena.post(f"{path}/messages", json={"content": text})).status_code == 422
