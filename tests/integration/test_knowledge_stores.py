"""The FAQ on SQLite and on MariaDB with Redis: lost changes, two replicas, and texts of every script."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aics_app import settings
from aics_app.accounts.models import Actor, Role
from aics_app.accounts.rules import rights_of
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.live import Live
from aics_app.knowledge import actions, queries
from aics_app.knowledge.errors import FaqChangedMeanwhile
from aics_app.knowledge.queries import Filter
from aics_app.knowledge.rules import Decision
from aics_app.knowledge.rules.entries import FaqDraft
from aics_app.knowledge.understanding import Understanding, build
from tests.app import Shop, running
from tests.conftest import Stores

VERA = Actor(1, "vera", "Vera", Role.ADMIN, rights_of(Role.ADMIN))
CARD = FaqDraft("云杉会员卡能退吗?", "未使用可以退。🌲", "refund", "zh", ("会员卡退款", "退卡"))


@pytest.fixture
async def shop(stores: Stores, tmp_path: Path) -> AsyncIterator[Shop]:
    async with running(tmp_path, **stores.environ) as made:
        yield made


async def test_entries_are_kept_found_and_paged_on_every_store(shop: Shop) -> None:
    db = use(Database)
    async with db.transaction() as session:
        await actions.seed_faqs(session, clock.now())
    async with db.transaction() as session:
        made = await actions.create(session, VERA, CARD, at=clock.now())
    async with db.reading() as session:
        assert (await queries.get(session, VERA, made.faq.id or 0)).draft == CARD
        seen: set[int | None] = set()
        cursor: str | None = ""
        while cursor is not None:
            found, cursor = await queries.listed(session, VERA, Filter(), limit=70, cursor=cursor)
            assert not seen & {one.faq.id for one in found}
            seen |= {one.faq.id for one in found}
        assert len(seen) == await queries.count(session, VERA, Filter())
        by_emoji, _ = await queries.listed(session, VERA, Filter(q="🌲"))
        assert [one.faq.id for one in by_emoji] == [made.faq.id]


async def test_of_ten_who_save_the_same_version_one_wins(shop: Shop) -> None:
    db = use(Database)
    async with db.transaction() as session:
        faq_id = (await actions.create(session, VERA, CARD, at=clock.now())).faq.id or 0

    async def save(number: int) -> bool:
        draft = FaqDraft(CARD.question, f"答案{number}", "refund", "zh", (f"问法{number}",))
        try:
            async with db.transaction() as session:
                await actions.edit(session, VERA, faq_id, draft, version=1, at=clock.now())
        except FaqChangedMeanwhile:
            return False
        return True

    won = await asyncio.gather(*map(save, range(10)))
    assert sum(won) == 1
    number = won.index(True)
    async with db.reading() as session:
        found = await queries.get(session, VERA, faq_id)
    assert (found.faq.version, found.faq.answer, found.similar) == (2, f"答案{number}", (f"问法{number}",))


async def test_hits_of_many_answers_at_once_are_all_counted(shop: Shop) -> None:
    db = use(Database)
    async with db.transaction() as session:
        faq_id = (await actions.create(session, VERA, CARD, at=clock.now())).faq.id or 0

    async def hit() -> None:
        async with db.transaction() as session:
            await actions.count_hit(session, faq_id)

    await asyncio.gather(*(hit() for _ in range(20)))
    async with db.reading() as session:
        assert (await queries.get(session, VERA, faq_id)).faq.hit_count == 20


async def test_what_is_published_on_one_replica_is_answered_by_the_other(
    shop: Shop, stores: Stores, tmp_path: Path
) -> None:
    own = use(Understanding)
    their_settings = settings.load({**stores.environ, "APP_DATA_DIR": str(shop.settings.app.data_dir)})
    other = build(their_settings, use(Live))
    await other.start(use(Database))
    try:
        assert own.version == other.version
        before = other.version
        async with use(Database).transaction() as session:
            await actions.create(session, VERA, CARD, at=clock.now())
        async with asyncio.timeout(10):
            while other.version == before or own.version != other.version:  # noqa: ASYNC110 - no event tells both
                await asyncio.sleep(0.05)
        found = await other.understand("云杉会员卡能退吗", "zh")
        assert (found.decision, found.candidates[0].passage) == (Decision.ANSWER, CARD.answer)
    finally:
        await other.stop()
