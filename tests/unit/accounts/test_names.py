"""What people are called, for others to read."""

from datetime import UTC, datetime
from pathlib import Path

from aics_app import tables
from aics_app.accounts.models import Role, User
from aics_app.accounts.queries import nickname_of, nicknames_of
from aics_app.core.db import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def test_people_are_called_by_nickname_else_by_username_and_who_is_gone_by_nothing(
    tmp_path: Path,
) -> None:
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'names.db'}")
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with db.transaction() as session:
        for username, nickname in (("lena", "Lena"), ("omar", None), ("ruth", "")):
            own = {"username": username, "nickname": nickname, "role": Role.CUSTOMER, "password": ""}
            session.add(User(**own, create_time=NOW, update_time=NOW))
    async with db.reading() as session:
        assert await nicknames_of(session, {1, 2, 3, 4711}) == {1: "Lena", 2: "omar", 3: "ruth"}
        assert await nicknames_of(session, ()) == {}
        assert [await nickname_of(session, one) for one in (1, 3, 4711, None)] == ["Lena", "ruth", "", ""]
    await db.close()
