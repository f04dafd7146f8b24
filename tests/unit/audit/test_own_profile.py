"""What a person changes of himself is kept with what it was before."""

from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from tests.app import people


async def test_another_address_is_kept_with_the_one_before(tmp_path: Path) -> None:
    async with people(tmp_path) as shop:
        lena = await shop.customer("lena")
        for address in ("lena@old.test", "lena@new.test"):
            answer = await lena.patch("/api/auth/me", json={"email": address, "nickname": "Lena"})
            assert answer.status_code == 200, answer.text
        async with use(Database).reading() as session:
            chosen = (
                select(Activity).where(col(Activity.event) == "ProfileChanged").order_by(col(Activity.id))
            )
            *_, last = (await session.execute(chosen)).scalars()
    assert (last.data["before"], last.data["after"]) == (
        {"email": "lena@old.test"},
        {"email": "lena@new.test"},
    )
