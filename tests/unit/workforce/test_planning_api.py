"""`/api/workforce` and the profiles in `/api/agents`, as other programs use them."""

from tests.unit.workforce.conftest import Office

HOURS, HOLIDAYS, RULES = "/api/workforce/hours", "/api/workforce/holidays", "/api/workforce/rules"
NIGHT = {"weekday": 4, "opens": "22:00", "closes": "06:00"}


async def test_vera_plans_the_week_and_anna_reads_it(office: Office) -> None:
    vera, anna = await office.shop.admin("vera"), await office.shop.agent("anna")
    read = (await anna.get(HOURS)).json()
    assert read.items() >= {"version": 0, "week": [], "open_now": True, "timezone": "Asia/Shanghai"}.items()
    put = await vera.put(HOURS, json={"version": 0, "week": [NIGHT]})
    assert put.status_code == 200
    assert put.json().items() >= {"version": 1, "week": [NIGHT], "changed_by": "Vera"}.items()
    assert (await anna.get(HOURS)).json()["week"] == [NIGHT]
    late = await vera.put(HOURS, json={"version": 0, "week": []})
    assert (late.status_code, late.json()["code"]) == (409, "plan_changed_meanwhile")
    assert "Vera" in late.json()["detail"]


async def test_holidays(office: Office) -> None:
    vera, anna = await office.shop.admin("vera"), await office.shop.agent("anna")
    short = {"day": "2026-12-31", "name": "Eve", "slots": [{"opens": "10:00", "closes": "14:00"}]}
    closed = {"day": "2027-01-01", "name": "元旦", "slots": []}
    put = await vera.put(HOLIDAYS, json={"version": 0, "items": [closed, short]})
    assert put.json() == {"version": 1, "items": [short, closed], "next_cursor": None}
    assert (await anna.get(HOLIDAYS)).json() == put.json()


async def test_what_an_agent_can_do(office: Office) -> None:
    vera, anna = await office.shop.admin("vera"), await office.shop.agent("anna")
    own = (await anna.get("/api/agents")).json()["items"][1]
    assert own.items() >= {"nickname": "Anna", "load": 0, "version": 0}.items()
    wanted = {"version": 0, "capacity": 2, "team": "returns", "skills": ["en", "refund"]}
    put = await vera.put(f"/api/agents/{own['id']}", json=wanted)
    assert put.status_code == 200
    assert put.json().items() >= {**wanted, "version": 1}.items()
    assert (await anna.get("/api/agents")).json()["items"][1] == put.json()
    late = await vera.put(f"/api/agents/{own['id']}", json={**wanted, "capacity": 3})
    assert (late.status_code, late.json()["code"]) == (409, "agent_changed_meanwhile")
    assert (await vera.put("/api/agents/987654321", json=wanted)).status_code == 404


async def test_how_work_is_given_out(office: Office) -> None:
    vera = await office.shop.admin("vera")
    items = {one["key"]: one for one in (await vera.get(RULES)).json()["items"]}
    assert items["HANDOFF_POLICY"]["value"] == "least_loaded"
    assert "round_robin" in items["HANDOFF_POLICY"]["choices"]
    put = await vera.put(f"{RULES}/HANDOFF_POLICY", json={"value": "manual", "before": "least_loaded"})
    assert {one["key"]: one["value"] for one in put.json()["items"]}["HANDOFF_POLICY"] == "manual"
    late = await vera.put(f"{RULES}/HANDOFF_POLICY", json={"value": "skill", "before": "least_loaded"})
    assert (late.status_code, late.json()["code"]) == (409, "rule_changed_meanwhile")
    for key in ("AI_AUTO_TRANSFER_THRESHOLD", "NOTHING"):
        assert (await vera.put(f"{RULES}/{key}", json={"value": "1", "before": "0"})).status_code == 404


async def test_nonsense_is_refused_and_nothing_changes(office: Office) -> None:
    vera = await office.shop.admin("vera")
    for week in (
        [{**NIGHT, "opens": "25:00"}],
        [{**NIGHT, "opens": "9:00"}],
        [{**NIGHT, "weekday": 7}],
        [NIGHT, {**NIGHT, "opens": "23:00"}],
        [NIGHT] * 60,
    ):
        assert (await vera.put(HOURS, json={"version": 0, "week": week})).status_code == 422
    for item in ({"day": "2027-02-30", "name": "x"}, {"day": "2027-01-01", "name": ""}, {"name": "x"}):
        assert (await vera.put(HOLIDAYS, json={"version": 0, "items": [item]})).status_code == 422
    for wrong in ({"capacity": 51}, {"capacity": -1}, {"skills": ["s" * 41]}, {"team": "t" * 41}):
        body = {"version": 0, "capacity": 1, "skills": [], **wrong}
        assert (await vera.put("/api/agents/1", json=body)).status_code == 422
    assert (await vera.get(HOURS)).json()["version"] == 0


async def test_agents_read_and_do_not_plan_and_customers_do_neither(office: Office) -> None:
    anna, lena = await office.shop.agent("anna"), await office.shop.customer("lena")
    for path in (HOURS, HOLIDAYS, RULES):
        assert (await anna.get(path)).status_code == 200
        assert (await lena.get(path)).status_code == 403
    writes = {
        HOURS: {"version": 0, "week": []},
        HOLIDAYS: {"version": 0, "items": [], "next_cursor": None},
        f"{RULES}/HANDOFF_POLICY": {"value": "manual", "before": "least_loaded"},
        "/api/agents/1": {"version": 0, "capacity": 1, "skills": []},
    }
    for path, body in writes.items():
        for who in (anna, lena):
            assert (await who.put(path, json=body)).status_code == 403
