"""`./aics migrate` on a database of the reference, with rows and no version: all of it stays, and shows."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import bcrypt
import pytest
from httpx import AsyncClient

from aics_app.accounts.queries import actor_of, find_user
from aics_app.cli import taking_in
from aics_app.cli.migrations import newest, upgrade
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.settings import Settings, load
from aics_app.tickets import queries, views
from aics_app.tickets.views import TicketPage
from aics_app.workforce.rules.hours import Hours
from tests.app import Shop, serving_on
from tests.integration.test_migrations import in_database
from tests.servers import MariaDb
from tests.unit.attachments import samples

FOLDER = Path(__file__).parent / "reference"
PASSWORD = "old password 7"
MINUTES = "'%Y-%m-%d %H:%i'"


@pytest.fixture(params=["utf8mb4_unicode_ci", "utf8mb4_general_ci"])
async def old(request: pytest.FixtureRequest, mariadb: MariaDb, tmp_path: Path) -> Settings:
    """A database as the reference left it."""
    database = mariadb.fresh_database()
    mariadb.execute(f"ALTER DATABASE {database.dbname} COLLATE {request.param}")
    settings = load({"APP_DATA_DIR": str(tmp_path), "APP_LOCALE": "en", **database.environ})
    password = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4, prefix=b"2a")).decode()
    rows = (FOLDER / "rows.sql").read_text("utf-8").replace("{password}", password)
    told = ((FOLDER / "tables.sql").read_text("utf-8") + ";\n" + rows).split(";\n")
    await in_database(settings, *(statement.replace(":", r"\:") for statement in told))
    return settings


async def _everything(settings: Settings) -> list[list[tuple]]:
    tables = ("sys_user", "work_order", "conversation", "faq", "sys_config", "ticket_post", "attachment")
    return [await in_database(settings, f"SELECT * FROM {table} ORDER BY id") for table in tables]


async def _signed_in(shop: Shop, username: str) -> AsyncClient:
    answer = await (await shop.client()).post(
        "/api/auth/login", json={"username": username, "password": PASSWORD}
    )
    assert answer.status_code == 200, answer.text
    return await shop.client(authorization=f"Bearer {answer.json()['token']}")


async def _shown(username: str, order_no: str) -> TicketPage:
    async with use(Database).reading() as session:
        user = await find_user(session, username)
        assert user is not None
        actor = actor_of(user)
        ticket = await queries.get_ticket(session, actor, order_no)
        return await views.page(session, actor, ticket, hours=Hours(ZoneInfo("UTC")), now=clock.now())


async def test_the_references_columns_stay_as_they_were(old: Settings) -> None:
    asked = "SELECT order_no, user_id, title, content, status, handler_id, reply, attachment_urls, "
    asked += "user_feedback, user_feedback_content, close_time FROM work_order ORDER BY id"
    before = await in_database(old, asked)
    await upgrade(old)
    assert await in_database(old, asked) == before
    assert len(before) == 5
    for table in ("conversation", "faq", "sys_config"):
        assert await in_database(old, f"SELECT count(*) FROM {table}") == [(1,)]


async def test_what_the_rows_mean_is_written_down(old: Settings) -> None:
    await upgrade(old)
    assert await in_database(
        old,
        f"SELECT order_no, status_category, DATE_FORMAT(resolved_at, {MINUTES}), "
        f"DATE_FORMAT(rated_at, {MINUTES}) FROM work_order ORDER BY id".replace(":", r"\:"),
    ) == [
        ("WO1", "resolved", "2025-05-02 10:00", "2025-05-02 10:00"),
        ("WO2", "open", None, None),
        ("WO3", "resolved", "2025-05-03 00:00", None),
        ("WO4", "open", None, None),
        ("WO5", "open", None, None),
    ]
    assert await in_database(old, "SELECT count(*) FROM ticket_clock") == [(0,)]  # nothing is promised


async def test_nobody_is_reminded_of_what_was_taken_over(old: Settings) -> None:
    await upgrade(old)
    open_ones = "SELECT order_no, reminded_at IS NOT NULL FROM work_order WHERE status_category = 'open'"
    assert await in_database(old, f"{open_ones} ORDER BY id") == [("WO2", 1), ("WO4", 1), ("WO5", 1)]
    late = clock.now() + timedelta(days=30)
    async with serving_on(old), use(Database).reading() as session:
        assert await queries.unhandled(session, await queries.workflow(session), late) == []


async def test_an_address_that_is_none_does_not_end_it(old: Settings) -> None:
    await in_database(
        old, r"UPDATE work_order SET attachment_urls = 'http\://[x/lamp.png' WHERE order_no = 'WO4'"
    )
    await upgrade(old)
    assert ("lamp.png",) in await in_database(old, "SELECT name FROM attachment")


async def test_people_sign_in_and_see_their_orders_as_threads(old: Settings) -> None:
    await upgrade(old)
    async with serving_on(old) as shop:
        lena, tom = await _signed_in(shop, "lena"), await _signed_in(shop, "tom")
        lamp, invoice = await _shown("lena", "WO1"), await _shown("anna", "WO2")
        (said,) = lamp.thread
        assert (said.content, said.is_staff, said.kind) == ("A new one is sent.", True, "public")
        assert said.author is not None
        assert (said.author.name, f"{said.at:%Y-%m-%d %H:%M}") == ("Anna", "2025-05-02 09:30")
        assert (lamp.card.score, lamp.comment) == (5, "Quick!")
        assert [(file.name, file.is_missing) for file in lamp.files] == [
            ("photo one.png", True),
            ("bill.pdf", True),
        ]
        assert [file.name for file in invoice.files] == ["a.txt", "b.txt", "x"]
        order = (await lena.get("/api/work-orders/WO1")).json()
        assert [(file["name"], file["missing"]) for file in order["attachments"]] == [
            ("photo one.png", True),
            ("bill.pdf", True),
        ]
        photo = f"/api/attachments/{lamp.files[0].id}"
        gone = await lena.get(photo)
        assert (gone.status_code, gone.json()["code"]) == (410, "not_taken_over")
        assert "photo one.png" in gone.json()["detail"]
        assert (await tom.get(photo)).status_code == 404


async def test_twice_or_broken_off_it_comes_to_the_same(old: Settings) -> None:
    await upgrade(old)
    once = await _everything(old)
    await upgrade(old)
    assert await _everything(old) == once
    # Broken off in the middle: nobody wrote down how far it came, and some of the work is done.
    await in_database(
        old,
        "DELETE FROM ticket_post WHERE id = 2",
        "DELETE FROM attachment WHERE name = 'a.txt'",
        "UPDATE work_order SET status_category = 'open', resolved_at = NULL WHERE order_no = 'WO3'",
        "DROP TABLE ticket_view",
        "ALTER TABLE work_order DROP COLUMN reopened",
        "DELETE FROM alembic_version",
    )
    assert (await upgrade(old))[1] == newest()
    posts = await in_database(old, "SELECT content FROM ticket_post ORDER BY ticket_id")
    assert posts == [("A new one is sent.",), ("We look.",)]
    assert await in_database(old, "SELECT count(*) FROM attachment") == [(5,)]
    resolved = "SELECT count(*) FROM work_order WHERE status_category = 'resolved'"
    assert await in_database(old, resolved) == [(2,)]


async def test_files_that_lie_in_the_folder_of_uploads_come_along_once(old: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "photo one.png").write_bytes(samples.picture())
    (folder / "bill.pdf").write_bytes(samples.PROGRAM)  # it only says that it is one
    await upgrade(old)
    own = old.model_copy(update={"file": old.file.model_copy(update={"upload_path": str(folder)})})
    assert await taking_in.files(own) == 1
    assert await taking_in.files(own) == 0
    async with serving_on(own) as shop:
        lena = await _signed_in(shop, "lena")
        files = {file.name: file for file in (await _shown("lena", "WO1")).files}
        assert (files["photo one.png"].kind, files["bill.pdf"].is_missing) == ("picture", True)
        served = await lena.get(f"/api/attachments/{files['photo one.png'].id}")
        assert (served.status_code, served.content) == (200, samples.picture())


async def test_a_file_that_two_may_mean_is_neithers(old: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    (folder / "2025").mkdir(parents=True)
    (folder / "2025" / "lamp.png").write_bytes(samples.picture())
    address = "UPDATE work_order SET attachment_urls = '/{}/2025/lamp.png' WHERE order_no = '{}'"
    await in_database(old, address.format("lena", "WO1"), address.format("tom", "WO4"))
    await upgrade(old)
    own = old.model_copy(update={"file": old.file.model_copy(update={"upload_path": str(folder)})})
    assert await taking_in.files(own) == 0
