"""What is taken from a role or a person on one replica is gone from an open page on the other, unasked."""

from aics_app.accounts.models import Role
from tests.integration.conftest import Branches
from tests.integration.test_socket_strangers import SESSION
from tests.socket_client import PageSocket

RIGHTS = ["chat.ask", "desk.work", "tickets.file"]


def _may(page: PageSocket, right: str) -> bool:
    """Whether the page shows that its person has this right."""
    return right in page.states.get(SESSION, {}).get("permissions", [])


async def test_an_open_page_hears_of_it_from_the_other_replica(branches: Branches) -> None:
    vera = await branches.site.person("vera", Role.ADMIN)
    async with branches.here.client(vera) as client:
        role = {"name": "NIGHT_SHIFT", "label": "Night shift", "scope": "own", "rights": RIGHTS}
        made = await client.post("/api/roles", json=role)
        assert made.status_code == 201, made.text
        anna = await branches.site.person("anna", "NIGHT_SHIFT")
        async with branches.there.page(anna, path="/replies") as page:
            await page.until(lambda: _may(page, "desk.work"))
            less = {"label": "Night shift", "scope": "own", "rights": ["chat.ask"], "version": 0}
            assert (await client.put("/api/roles/NIGHT_SHIFT", json=less)).status_code == 200
            await page.until(lambda: _may(page, "chat.ask") and not _may(page, "desk.work"))
            async with branches.there.client(anna) as asks:
                assert (await asks.get("/api/agents")).status_code == 403
            moved = await client.delete("/api/roles/NIGHT_SHIFT?version=1&people_to=CUSTOMER_SERVICE")
            assert moved.status_code == 204, moved.text
            async with branches.there.client(anna) as asks:
                assert (await asks.get("/api/agents")).status_code == 200
            shut = await client.patch(f"/api/users/{anna.id}", json={"version": 1, "enabled": False})
            assert shut.status_code == 200, shut.text
            async with branches.there.client(anna) as asks:
                assert (await asks.get("/api/agents")).status_code == 401
