"""Files at tickets, by the API: what is taken, who may fetch it, and what is left when it goes wrong."""

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select
from sqlmodel import col

from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Subject
from aics_app.core.cache import Cache
from aics_app.core.container import provide, use
from aics_app.core.db import Database
from aics_app.storage.double import MemoryStorage
from aics_app.tickets import queries
from aics_app.tickets.models import Ticket
from tests.app import Shop
from tests.unit.attachments import samples
from tests.unit.tickets.test_api import LAMP, filed, shop  # noqa: F401 - its fixture

MB = 1024 * 1024


@pytest.fixture
def files(shop: Shop) -> MemoryStorage:  # noqa: F811 - the fixture
    """A storage that can be full or gone, in place of the folder."""
    storage = MemoryStorage()
    readers = {Subject.TICKET: queries.is_readable_ticket, Subject.TICKET_POST: queries.is_readable_post}
    provide(Attachments, Attachments(use(Database), use(Cache), storage, readers))
    return storage


async def _added(who: AsyncClient, order_no: str, *named: tuple[str, bytes]) -> Response:
    parts = [("file", (name, content)) for name, content in named]
    return await who.post(f"/api/work-orders/{order_no}/attachments", files=parts)


async def test_files_come_with_the_filing_and_only_who_sees_the_ticket_fetches_them(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
) -> None:
    lena, mallory, anna = (
        await shop.customer("lena"),
        await shop.customer("mallory"),
        await shop.agent("anna"),
    )
    parts = [("file", ("../../x", b"words")), ("file", ("me.svg", samples.SVG))]
    sent = (await lena.post("/api/attachments", files=parts)).json()["items"]
    assert [one["name"] for one in sent] == ["x", "me.svg"]
    ticket = await filed(lena, attachments=[one["id"] for one in sent])
    stolen = await mallory.post("/api/work-orders", json={**LAMP, "attachments": [sent[0]["id"]]})
    assert stolen.status_code == 404
    for who, status in ((lena, 200), (anna, 200), (mallory, 404)):
        assert (await who.get(f"/api/attachments/{sent[1]['id']}")).status_code == status
    served = await anna.get(f"/api/attachments/{sent[1]['id']}")
    assert served.headers["content-disposition"].startswith("attachment")
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "svg" not in served.headers["content-type"]
    assert ticket["order_no"]


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("me.png", samples.boastful_png(), 422, "picture_too_large"),
        ("me.png", samples.SVG, 422, "picture_broken"),
        ("setup.pdf", samples.PROGRAM, 415, "file_kind"),
        ("log.txt", b"x" * (11 * MB), 413, "file_too_large"),
    ],
)
async def test_what_is_refused_leaves_neither_file_nor_reply(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
    name: str,
    content: bytes,
    status: int,
    code: str,
) -> None:
    lena = await shop.customer("lena")
    ticket = await filed(lena)
    answer = await _added(lena, ticket["order_no"], ("fine.pdf", samples.PDF), (name, content))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert files.files == {}
    assert (await lena.get(f"/api/work-orders/{ticket['order_no']}")).json()["replies"] == []


async def test_51_megabytes_in_one_request_are_refused(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
) -> None:
    lena = await shop.customer("lena")
    ticket = await filed(lena)
    parts = [(f"{number}.txt", b"x" * (9 * MB)) for number in range(6)]
    answer = await _added(lena, ticket["order_no"], *parts)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert files.files == {}


async def test_a_full_or_absent_storage_is_said_and_the_ticket_stays_as_it_was(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
) -> None:
    lena = await shop.customer("lena")
    ticket = await filed(lena)
    files.room = 10
    full = await _added(lena, ticket["order_no"], ("bill.pdf", samples.PDF))
    assert (full.status_code, full.json()["code"]) == (507, "storage_full")
    files.room, files.is_gone = 1 << 30, True
    gone = await _added(lena, ticket["order_no"], ("bill.pdf", samples.PDF))
    assert (gone.status_code, gone.json()["code"]) == (503, "storage_unavailable")
    files.is_gone = False
    assert files.files == {}
    assert (await _added(lena, ticket["order_no"], ("bill.pdf", samples.PDF))).status_code == 201
    (post,) = (await lena.get(f"/api/work-orders/{ticket['order_no']}")).json()["replies"]
    assert [one["name"] for one in post["attachments"]] == ["bill.pdf"]


async def test_a_file_without_words_leaves_the_last_answer_as_it_was(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    number = (await filed(lena))["order_no"]
    said = await anna.post(f"/api/work-orders/{number}/replies", json={"content": "Here is the bill."})
    assert said.status_code == 201
    assert (await _added(anna, number, ("bill.pdf", samples.PDF))).status_code == 201
    async with use(Database).reading() as session:
        kept = await session.execute(select(col(Ticket.reply)).where(col(Ticket.order_no) == number))
        assert kept.scalar_one() == "Here is the bill."


async def test_a_file_with_a_note_is_not_the_customers_to_fetch(
    shop: Shop,  # noqa: F811 - the fixture
    files: MemoryStorage,
) -> None:
    lena, anna = await shop.customer("lena"), await shop.agent("anna")
    ticket = await filed(lena)
    (sent,) = (await anna.post("/api/attachments", files={"file": ("cost.txt", b"12")})).json()["items"]
    said = {"content": "What it cost us.", "internal": True, "attachments": [sent["id"]]}
    noted = await anna.post(f"/api/work-orders/{ticket['order_no']}/replies", json=said)
    assert noted.status_code == 201
    assert (await anna.get(f"/api/attachments/{sent['id']}")).status_code == 200
    assert (await lena.get(f"/api/attachments/{sent['id']}")).status_code == 404
