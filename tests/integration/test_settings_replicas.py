"""A setting changed on one replica acts on the other; it is taken back there, and the audit knows of both."""

import asyncio

from httpx import AsyncClient

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches

LIMITS = "/api/attachments/limits"
CONFIG = "/api/config/FILE_MAX_FILE_SIZE"
MB = 1024 * 1024
WAITS_S = 20
"""Far longer than it takes, for slow machines."""


async def _acts(client: AsyncClient, megabytes: int) -> None:
    """Within the time that news takes between replicas."""
    async with asyncio.timeout(WAITS_S):
        while (await client.get(LIMITS)).json()["max_file_bytes"] != megabytes * MB:  # noqa: ASYNC110 - news between processes
            await asyncio.sleep(0.02)


async def test_what_is_changed_here_acts_there_and_is_taken_back_there(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    async with branches.here.client(vera) as here, branches.there.client(vera) as there:
        seen = (await here.get(CONFIG)).json()["seen"]
        changed = await here.put(CONFIG, json={"value": "7", "before": seen})
        assert changed.status_code == 200, changed.text
        assert (await here.get(LIMITS)).json()["max_file_bytes"] == 7 * MB
        await _acts(there, 7)
        late = await there.put(CONFIG, json={"value": "9", "before": seen})
        assert (late.status_code, late.json()["code"]) == (409, "setting_changed_meanwhile")
        last = (await there.get(f"{CONFIG}/history")).json()["items"][0]
        undone = await there.post("/api/config/undo", json={"change_id": last["id"]})
        assert (undone.json()["seen"], undone.json()["is_default"]) == (seen, True)
        await _acts(here, int(seen))
        kept = (await here.get("/api/audit?event=SettingChanged&id=FILE_MAX_FILE_SIZE")).json()["items"]
        assert [(one["who"], one["before"], one["after"]) for one in kept[:2]] == [
            ("Vera", "7", seen),
            ("Vera", seen, "7"),
        ]
        assert kept[0]["address"] == "127.0.0.1"


async def test_both_replicas_are_seen_and_every_part_is_told(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    async with branches.here.client(vera) as client:
        told = (await client.get("/api/system")).json()
        alive = [one for one in told["replicas"] if one["alive"]]
        parts = {part["name"]: part["state"] for part in told["parts"]}
        assert len(alive) >= 2  # one that was killed a moment ago still counts
        assert parts["cache"] == parts["storage"] == "up"
        for name in ("database", "cache", "storage"):
            assert (await client.post(f"/api/system/trials/{name}")).status_code == 200
