"""The understanding at work: it learns, follows what is published, and survives what goes missing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from aics_app.core.errors import DatabaseUnavailable
from aics_app.core.events import Listeners
from aics_app.core.live import LocalLive
from aics_app.knowledge import actions
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.rules import Decision
from aics_app.knowledge.rules.entries import FaqDraft
from aics_app.knowledge.rules.matching import grams
from aics_app.knowledge.understanding import Understanding, listen
from aics_app.knowledge.understanding import understanding as module
from aics_app.knowledge.understanding.embedder import Vectors
from aics_app.knowledge.understanding.intents import Example
from aics_app.knowledge.understanding.worker import Worker
from tests.unit.knowledge.conftest import NOON, REFUND, VERA, Shelf

HOURS = FaqDraft("客服几点上班?", "每天 9:00–21:00。", "service", "zh", ("客服在线时间",))


class Hashing:
    """Embeds by hashing pieces: alike texts are near, and nothing has to be loaded."""

    name = "hashing"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_away = False

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.is_away:
            raise UnderstandingUnavailable("the model has left")
        self.asked += texts
        vectors = np.zeros((len(texts), 64), np.float32)
        for row, text in enumerate(texts):
            for piece in grams(text):
                vectors[row, sum(piece.encode()) % 64] += 1
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)

    async def close(self) -> None:
        """Nothing to give back."""


def _few(_part: str) -> list[Example]:
    said = {
        "refund": ("我要退款", "退钱给我", "申请退款", "refund please", "money back"),
        "service": ("几点上班", "客服时间", "营业时间", "opening hours", "when are you open"),
        "out_of_scope": ("今天天气", "讲个笑话", "股票代码", "tell a joke", "weather today"),
    }
    return [Example(text, intent, "zh") for intent, texts in said.items() for text in texts]


Make = Callable[..., Understanding]


@pytest.fixture
async def make(monkeypatch: pytest.MonkeyPatch, shelf: Shelf) -> AsyncIterator[Make]:
    """Understandings that know few intents and hear what the shelf's transactions tell."""
    monkeypatch.setattr(module, "examples", _few)
    live, made = LocalLive(), []
    listeners = Listeners()
    listen(listeners, live)
    shelf.db.deliver = listeners.deliver

    def understanding(embedder: Hashing | None = None, folder: Path | None = None) -> Understanding:
        own = Understanding(embedder or Hashing(), live, worker=Worker(), folder=folder)
        made.append(own)
        return own

    yield understanding
    for own in made:
        await own.stop()


async def _until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come to pass within five seconds")


def _file(folder: Path) -> Path:
    (kept,) = folder.glob("vectors-*.npz")
    return kept


async def test_the_same_question_is_answered_word_for_word(shelf: Shelf, make: Make) -> None:
    await shelf.with_refund()
    own = make()
    await own.start(shelf.db)
    found = await own.understand("怎么申请退款？", "zh")
    assert found.decision == Decision.ANSWER
    best = found.candidates[0]
    assert (best.question, best.passage, best.matched) == (REFUND.question, REFUND.answer, REFUND.question)
    assert found.confidence > 0.99
    assert found.worth_reading() == (best,)
    assert sum(chance for _, chance in found.intents) == pytest.approx(1, abs=0.01)


async def test_without_any_entry_nothing_is_found(shelf: Shelf, make: Make) -> None:
    own = make()
    await own.start(shelf.db)
    found = await own.understand("怎么申请退款?", "zh")
    assert (found.candidates, found.decision, found.confidence) == ((), Decision.NONE, 0)
    assert found.worth_reading() == ()


async def test_another_language_is_found_where_the_customers_own_says_nothing(
    shelf: Shelf, make: Make
) -> None:
    await shelf.with_refund()
    own = make()
    await own.start(shelf.db)
    found = await own.understand("怎么申请退款?", "en")
    assert found.candidates[0].language == "zh"
    await shelf.with_refund(language="en")
    await own.refresh(shelf.db)
    assert (await own.understand("怎么申请退款?", "en")).candidates[0].language == "en"


async def test_what_vera_publishes_is_known_at_once(shelf: Shelf, make: Make) -> None:
    await shelf.with_refund()
    own = make()
    await own.start(shelf.db)
    before = own.version
    assert (await own.understand("客服几点上班", "zh")).confidence < 0.9
    async with shelf.db.transaction() as session:
        made = await actions.create(session, VERA, HOURS, at=NOON)
    await _until(lambda: own.version != before)
    found = await own.understand("客服几点上班", "zh")
    assert (found.candidates[0].passage, found.decision) == (HOURS.answer, Decision.ANSWER)
    after = own.version
    async with shelf.db.transaction() as session:
        await actions.disable(session, VERA, made.faq.id or 0, version=1, at=NOON)
    await _until(lambda: own.version != after)
    assert own.version == before
    assert (await own.understand("客服几点上班", "zh")).candidates[0].passage == REFUND.answer


async def test_an_edit_reaches_who_asked_before(shelf: Shelf, make: Make) -> None:
    made = await shelf.with_refund()
    own = make()
    await own.start(shelf.db)
    await own.understand(REFUND.question, "zh")
    before = own.version
    changed = FaqDraft(REFUND.question, "新的答案", "refund", "zh", REFUND.similar)
    async with shelf.db.transaction() as session:
        await actions.edit(session, VERA, made.faq.id or 0, changed, version=1, at=NOON + timedelta(hours=1))
    await _until(lambda: own.version != before)
    assert (await own.understand(REFUND.question, "zh")).candidates[0].passage == "新的答案"


async def test_hits_change_no_version(shelf: Shelf, make: Make) -> None:
    made = await shelf.with_refund()
    own = make()
    await own.start(shelf.db)
    before = own.version
    async with shelf.db.transaction() as session:
        await actions.count_hit(session, made.faq.id or 0)
    await own.refresh(shelf.db)
    assert own.version == before


async def test_replicas_with_the_same_entries_have_the_same_version(shelf: Shelf, make: Make) -> None:
    await shelf.with_refund()
    one, other = make(), make()
    await one.start(shelf.db)
    await other.start(shelf.db)
    assert one.version == other.version != ""


async def test_a_replica_that_missed_the_signal_follows_by_polling(
    shelf: Shelf, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.05)
    shelf.db.deliver = None  # nobody is told
    own = make()
    await own.start(shelf.db)
    before = own.version
    await shelf.with_refund()
    await _until(lambda: own.version != before)


async def test_only_what_is_new_is_embedded(shelf: Shelf, make: Make) -> None:
    await shelf.with_refund()
    embedder = Hashing()
    own = make(embedder)
    await own.start(shelf.db)
    embedder.asked.clear()
    async with shelf.db.transaction() as session:
        await actions.create(session, VERA, HOURS, at=NOON)
    await own.refresh(shelf.db)
    assert sorted(embedder.asked) == sorted({HOURS.question, *HOURS.similar, HOURS.answer})
    await own.understand("几点", "zh")
    embedder.asked.clear()
    await own.understand("几点", "zh")
    assert embedder.asked == []


async def test_vectors_are_kept_between_starts(shelf: Shelf, make: Make, tmp_path: Path) -> None:
    await shelf.with_refund()
    await make(folder=tmp_path / "kept").start(shelf.db)
    embedder = Hashing()
    own = make(embedder, tmp_path / "kept")
    await own.start(shelf.db)
    assert embedder.asked == ["warm"]
    assert (await own.understand(REFUND.question, "zh")).decision == Decision.ANSWER


@pytest.mark.parametrize("spoilt", [b"", b"not a zip", b"PK\x03\x04 half"])
async def test_a_spoilt_file_is_as_good_as_none(
    shelf: Shelf, make: Make, tmp_path: Path, spoilt: bytes
) -> None:
    await shelf.with_refund()
    await make(folder=tmp_path).start(shelf.db)
    kept = _file(tmp_path)
    kept.write_bytes(spoilt)
    own = make(folder=tmp_path)
    await own.start(shelf.db)
    assert (await own.understand(REFUND.question, "zh")).decision == Decision.ANSWER
    assert kept.stat().st_size > len(spoilt)


async def test_a_file_with_pickles_in_it_is_not_read(shelf: Shelf, make: Make, tmp_path: Path) -> None:
    await make(folder=tmp_path).start(shelf.db)
    kept = _file(tmp_path)
    np.savez(kept, digests=np.array([{"a": 1}], dtype=object), vectors=np.zeros((1, 64), np.float32))
    embedder = Hashing()
    await make(embedder, tmp_path).start(shelf.db)
    assert len(embedder.asked) > 15


async def test_a_folder_that_cant_be_written_costs_only_time(
    shelf: Shelf, make: Make, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    own = make(folder=blocked / "folder")
    await own.start(shelf.db)
    assert own.problem == ""


async def test_a_model_that_is_away_at_the_start_is_tried_again(
    shelf: Shelf, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.05)
    await shelf.with_refund()
    embedder = Hashing()
    embedder.is_away = True
    own = make(embedder)
    await own.start(shelf.db)
    assert own.problem == "the model has left"
    with pytest.raises(UnderstandingUnavailable):
        await own.understand("怎么退款", "zh")
    embedder.is_away = False
    await _until(lambda: own.version and not own.problem)
    assert own.problem == ""
    assert (await own.understand(REFUND.question, "zh")).decision == Decision.ANSWER


async def test_a_database_that_is_away_leaves_what_was_known(
    shelf: Shelf, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.05)
    await shelf.with_refund()
    own = make()
    await own.start(shelf.db)

    def gone() -> None:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(shelf.db, "reading", gone)
    await _until(lambda: own.problem)
    assert (await own.understand(REFUND.question, "zh")).decision == Decision.ANSWER


async def test_nothing_is_understood_before_the_start(make: Make) -> None:
    with pytest.raises(UnderstandingUnavailable):
        await make().understand("怎么退款", "zh")
