"""Understanding of messages, one for the process: what they want, and which entries answer."""

import asyncio
import contextlib
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from aics_app.core.db import Database
from aics_app.core.errors import Unavailable
from aics_app.core.live import Live, Message
from aics_app.knowledge import queries
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.events import CHANGED
from aics_app.knowledge.rules import decisions
from aics_app.knowledge.rules.decisions import Ranked, Thresholds, decide
from aics_app.knowledge.rules.wishes import wants_person
from aics_app.knowledge.understanding.embedder import Embedder, Vectors
from aics_app.knowledge.understanding.intents import OUT_OF_SCOPE, Example, Intents, examples
from aics_app.knowledge.understanding.memory import Remembered
from aics_app.knowledge.understanding.retrieval import Entry, Index
from aics_app.knowledge.understanding.space import Space
from aics_app.knowledge.understanding.understood import Understood
from aics_app.knowledge.understanding.wording import Counted
from aics_app.knowledge.understanding.worker import Worker

logger = logging.getLogger(__name__)

POLL_S = 30.0
CANDIDATES = 10
REMEMBERED_MESSAGES = 512


class Understanding:
    """`start`, then `understand`. Follows the published FAQ by the signal `CHANGED` and by polling."""

    def __init__(self, embedder: Embedder, live: Live, *, worker: Worker, folder: Path | None = None) -> None:
        self._memory = Remembered(embedder, folder)
        self._live = live
        self._worker = worker
        self._entries: dict[int, Entry] = {}
        self._marks: dict[int, str] = {}
        self._counted: Counted = {}
        self._index: Index | None = None
        self._space: Space | None = None
        self._intents: Intents | None = None
        self._training: list[Example] = []
        self._answered: OrderedDict[tuple[str, str], Understood] = OrderedDict()
        self._changed = asyncio.Event()
        self._refreshing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._leave: Callable[[], None] | None = None
        self.thresholds: Thresholds = decisions.DEFAULT
        self.version = ""
        self.problem = ""

    async def start(self, db: Database) -> None:
        """Learn intents and entries, then follow changes; what is away now is tried again by itself."""
        self._leave = self._live.subscribe(CHANGED, self._on_change)
        await self._worker.run(self._memory.load)
        await self._try_refresh(db)
        self._task = asyncio.create_task(self._follow(db), name="knowledge")

    async def stop(self) -> None:
        """Follow no more."""
        if self._leave:
            self._leave()
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._worker.close()

    async def refresh(self, db: Database) -> None:
        """Take in what is published now. Raises `UnderstandingUnavailable` or `DatabaseUnavailable`."""
        async with self._refreshing:
            if self._intents is None:
                await self._learn_intents()
            await self._take_entries(db)
            await self._worker.run(self._memory.save, self._texts())

    async def understand(self, text: str, language: str) -> Understood:
        """What the message wants and which entries answer it. Raises `UnderstandingUnavailable`."""
        if self._index is None or self._intents is None:
            raise UnderstandingUnavailable(self.problem or "not started")
        key = (text, language)
        known = self._answered.get(key)
        if known and known.knowledge_version == self.version:
            self._answered.move_to_end(key)
            return known
        vectors = await self._memory.embedder.embed([text])
        found = await self._worker.run(self._work, text, language, vectors)
        self._answered[key] = found
        while len(self._answered) > REMEMBERED_MESSAGES:
            self._answered.popitem(last=False)
        return found

    def _work(self, text: str, language: str, vectors: Vectors) -> Understood:
        assert self._index
        assert self._intents
        assert self._space
        version, (point,) = self.version, self._space.place(vectors)
        chances = self._intents.chances(text, point)
        candidates = tuple(self._index.search(text, point, language, chances, CANDIDATES))
        ranked = [Ranked(found.score, found.language) for found in candidates]
        intent, confidence = next(iter(chances.items()))
        return Understood(
            text=text,
            language=language,
            intent=intent,
            intent_confidence=confidence,
            intents=tuple(chances.items()),
            wants_person=wants_person(text),
            candidates=candidates,
            decision=decide(ranked, self.thresholds),
            margin=round(decisions.margin(ranked), 4),
            thresholds=self.thresholds,
            knowledge_version=version,
        )

    async def _learn_intents(self) -> None:
        self._training = await self._worker.run(examples, "train")
        vectors = await self._memory.vectors([example.text for example in self._training])
        kinds = [example.intent for example in self._training]
        self._space = await self._worker.run(Space, vectors, kinds, OUT_OF_SCOPE)
        self._intents = await self._worker.run(Intents, self._training, vectors, self._space)

    async def _take_entries(self, db: Database) -> None:
        async with db.reading() as session:
            marks = await queries.published_versions(session)
            if marks == self._marks and self._index is not None:
                return
            changed = [faq_id for faq_id, mark in marks.items() if self._marks.get(faq_id) != mark]
            loaded = await queries.published(session, changed)
        entries = {faq_id: entry for faq_id, entry in self._entries.items() if faq_id in marks}
        entries |= {found.faq.id: _entry(found) for found in loaded if found.faq.id is not None}
        ordered = [entries[faq_id] for faq_id in sorted(entries)]
        questions = await self._memory.vectors([text for entry in ordered for text in entry.questions])
        answers = await self._memory.vectors([entry.answer for entry in ordered])
        self._index = await self._worker.run(self._built, ordered, questions, answers)
        self._entries, self._marks = entries, marks
        self.version = self._version_of(marks)
        self._answered.clear()

    def _built(self, entries: list[Entry], questions: Vectors, answers: Vectors) -> Index:
        assert self._space
        place = self._space.place
        if not entries:
            return Index([], questions, answers, self._counted)
        return Index(entries, place(questions), place(answers), self._counted)

    def _version_of(self, marks: dict[int, str]) -> str:
        """The same in every replica with the same published entries and the same model."""
        digest = hashlib.sha256(self._memory.embedder.name.encode())
        for faq_id in sorted(marks):
            digest.update(f"|{faq_id}:{marks[faq_id]}".encode())
        return digest.hexdigest()[:16]

    def _texts(self) -> list[str]:
        own = [example.text for example in self._training]
        return own + [text for entry in self._entries.values() for text in (*entry.questions, entry.answer)]

    async def _follow(self, db: Database) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), POLL_S)
            self._changed.clear()
            await self._try_refresh(db)

    async def _try_refresh(self, db: Database) -> None:
        try:
            await self.refresh(db)
        except Unavailable as error:
            self.problem = error.detail or error.code
            logger.warning("knowledge: not refreshed: %s", self.problem)
        else:
            self.problem = ""

    def _on_change(self, _topic: str, _message: Message) -> None:
        self._changed.set()


def _entry(found: queries.FaqWithQuestions) -> Entry:
    faq = found.faq
    assert faq.id is not None
    return Entry(
        id=faq.id,
        version=faq.version,
        language=faq.language,
        category=faq.category or "",
        answer=faq.answer,
        questions=(faq.question, *found.similar),
    )
