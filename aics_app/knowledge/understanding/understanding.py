"""Understanding of messages, one for the process: what they want, and which entries answer."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from pathlib import Path

from aics_app.core.db import Database
from aics_app.core.errors import Unavailable
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.knowledge import queries
from aics_app.knowledge.errors import UnderstandingUnavailable
from aics_app.knowledge.events import CHANGED
from aics_app.knowledge.understanding.comprehension import Comprehension
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
REMEMBERED_MESSAGES = 512


class Understanding:
    """`start`, then `understand`. Follows the published FAQ by the signal `CHANGED` and by polling.

    `version` is the same in every replica with the same published entries and model, and changes with them;
    `problem` says what is wrong while it can't keep up, and is empty otherwise.
    """

    def __init__(self, embedder: Embedder, live: Live, *, worker: Worker, folder: Path | None = None) -> None:
        self._memory = Remembered(embedder, folder)
        self._live = live
        self._worker = worker
        self._entries: dict[int, Entry] = {}
        self._marks: dict[int, str] = {}
        self._counted: Counted = {}
        self._training: list[Example] = []
        self._trained: tuple[Space, Intents] | None = None
        self._now: Comprehension | None = None
        self._answered: OrderedDict[tuple[str, str], Understood] = OrderedDict()
        self._refreshing = asyncio.Lock()
        self._rounds: Rounds | None = None
        self.problem = "not started"

    @property
    def version(self) -> str:
        """Names what is published; empty before the start."""
        return self._now.version if self._now else ""

    async def start(self, db: Database) -> None:
        """Learn intents and entries, then follow changes; what is away now is tried again by itself."""
        self._rounds = Rounds("knowledge", lambda: self._try_refresh(db), POLL_S, at_once=False, gather_s=0)
        self._rounds.hear(self._live, CHANGED)
        await self._worker.run(self._memory.load)
        await self._try_refresh(db)
        self._rounds.open()

    async def stop(self) -> None:
        """Follow no more."""
        if self._rounds:
            await self._rounds.close()
        await self._memory.embedder.close()
        self._worker.close()

    async def understand(self, text: str, language: str) -> Understood:
        """What the message wants and which entries answer it. Raises `UnderstandingUnavailable`."""
        now = self._now
        if now is None:
            raise UnderstandingUnavailable(self.problem)
        key = (text, language)
        known = self._answered.get(key)
        if known and known.knowledge_version == now.version:
            self._answered.move_to_end(key)
            return known
        vectors = await self._memory.embedder.embed([text])
        found = await self._worker.run(now.of, text, language, vectors)
        self._answered[key] = found
        while len(self._answered) > REMEMBERED_MESSAGES:
            self._answered.popitem(last=False)
        return found

    async def refresh(self, db: Database) -> None:
        """Take in what is published now. Raises `UnderstandingUnavailable` or `DatabaseUnavailable`."""
        async with self._refreshing:
            space, intents = self._trained = self._trained or await self._learned()
            async with db.reading() as session:
                marks = await queries.published_versions(session)
                if self._now and marks == self._marks:
                    return
                changed = [faq_id for faq_id, mark in marks.items() if self._marks.get(faq_id) != mark]
                loaded = await queries.published(session, changed)
            entries = {faq_id: entry for faq_id, entry in self._entries.items() if faq_id in marks}
            entries |= {entry.id: entry for entry in map(_entry, loaded)}
            index = await self._indexed([entries[faq_id] for faq_id in sorted(entries)], space)
            self._entries, self._marks = entries, marks
            self._now = Comprehension(space, intents, index, self._version_of(marks))
            self._answered.clear()
            await self._worker.run(self._memory.save, self._texts())

    async def _learned(self) -> tuple[Space, Intents]:
        self._training = await self._worker.run(examples, "train")
        vectors = await self._memory.vectors([example.text for example in self._training])
        await self._memory.embedder.embed(["warm"])  # or the first customer would wait for the model to load

        def learn() -> tuple[Space, Intents]:
            space = Space(vectors, [example.intent for example in self._training], OUT_OF_SCOPE)
            return space, Intents(self._training, vectors, space)

        return await self._worker.run(learn)

    async def _indexed(self, entries: list[Entry], space: Space) -> Index:
        questions = await self._memory.vectors([text for entry in entries for text in entry.questions])
        answers = await self._memory.vectors([entry.answer for entry in entries])
        return await self._worker.run(_built, entries, questions, answers, space, self._counted)

    def _version_of(self, marks: dict[int, str]) -> str:
        digest = hashlib.sha256(self._memory.embedder.name.encode())
        for faq_id in sorted(marks):
            digest.update(f"|{faq_id}:{marks[faq_id]}".encode())
        return digest.hexdigest()[:16]

    def _texts(self) -> list[str]:
        own = [example.text for example in self._training]
        return own + [text for entry in self._entries.values() for text in (*entry.questions, entry.answer)]

    async def _try_refresh(self, db: Database) -> None:
        try:
            await self.refresh(db)
        except Unavailable as error:
            self.problem = error.detail or error.code
            logger.warning("knowledge: not refreshed: %s", self.problem)
        else:
            self.problem = ""


def _built(
    entries: list[Entry], questions: Vectors, answers: Vectors, space: Space, counted: Counted
) -> Index:
    if not entries:
        return Index([], questions, answers, counted)
    return Index(entries, space.place(questions), space.place(answers), counted)


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
