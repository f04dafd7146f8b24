"""`/api/customers` as other programs use it."""

from aics_app.accounts.models import Actor
from tests.unit.customers.conftest import Counter


async def test_anna_reads_and_changes_a_customer(counter: Counter, lena: Actor) -> None:
    anna, ben = await counter.shop.agent("anna"), await counter.shop.agent("ben")
    path = f"/api/customers/{lena.user_id}"
    read = (await anna.get(path)).json()
    assert read.items() >= {"nickname": "Lena", "level": "normal", "version": 0, "mood": "unknown"}.items()
    assert read["member_since"].endswith("Z")
    changed = await anna.patch(path, json={"version": 0, "level": "vip", "remark": "Writes at night."})
    assert changed.status_code == 200
    assert changed.json().items() >= {"level": "vip", "version": 1, "changed_by": "Anna"}.items()
    late = await ben.patch(path, json={"version": 0, "remark": "Writes by day."})
    assert (late.status_code, late.json()["code"]) == (409, "customer_changed_meanwhile")
    assert "Anna" in late.json()["detail"]
    assert (await ben.get(path)).json()["remark"] == "Writes at night."


async def test_tags_are_put_and_deleted(counter: Counter, lena: Actor) -> None:
    anna = await counter.shop.agent("anna")
    path = f"/api/customers/{lena.user_id}/tags/"
    for tag in ("常客", "b2b/wholesale", "常客"):
        put = await anna.put(path + tag)
        assert put.status_code == 200
    assert put.json()["tags"] == ["常客", "b2b/wholesale"]
    assert (await anna.get("/api/customers/tags", params={"q": "whole"})).json() == {
        "items": ["b2b/wholesale"],
        "next_cursor": None,
    }
    gone = await anna.delete(path + "b2b/wholesale")
    assert gone.json()["tags"] == ["常客"]
    assert (await anna.put(path + "!")).status_code == 422


async def test_past_conversations(counter: Counter, lena: Actor, ben: Actor) -> None:
    anna = await counter.shop.agent("anna")
    await counter.served(await counter.talk(lena, "Refund", solved=True), ben, 5)
    page = (await anna.get(f"/api/customers/{lena.user_id}/conversations")).json()
    (talk,) = page["items"]
    told = {"title": "Refund", "solved": True, "by_person": True, "score": 5}
    assert talk.items() >= told.items()
    assert page["next_cursor"] is None


async def test_nonsense_is_refused(counter: Counter, lena: Actor) -> None:
    anna = await counter.shop.agent("anna")
    path = f"/api/customers/{lena.user_id}"
    for body in (
        {"level": "gold"},
        {"version": -1, "level": "gold"},
        {"version": 0, "level": "platinum"},
        {"version": 0, "remark": "x" * 1001},
        {"version": "first"},
    ):
        assert (await anna.patch(path, json=body)).status_code == 422, body
    for wrong in ("/api/customers/0", "/api/customers/nobody", f"/api/customers/{2**63}"):
        assert (await anna.get(wrong)).status_code == 422
    assert (await anna.get("/api/customers/987654321")).status_code == 404
    assert (await anna.get("/api/customers/987654321/conversations")).status_code == 404
    assert await counter.audited() == []


async def test_customers_and_strangers_learn_nothing(counter: Counter) -> None:
    lena = await counter.shop.customer("lena")
    stranger = await counter.shop.client()
    for who, status in ((lena, 403), (stranger, 401)):
        for number in (1, 987_654_321):
            path = f"/api/customers/{number}"
            assert (await who.get(path)).status_code == status
            assert (await who.get(path + "/conversations")).status_code == status
            assert (await who.patch(path, json={"version": 0, "level": "vip"})).status_code == status
            assert (await who.put(path + "/tags/x1")).status_code == status
            assert (await who.delete(path + "/tags/x1")).status_code == status
        assert (await who.get("/api/customers/tags")).status_code == status
    assert await counter.audited() == []
