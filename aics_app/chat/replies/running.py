"""The tasks that write answers: an answer belongs to its conversation, not to the browser that asked."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from aics_app.accounts.models import Actor
from aics_app.chat import actions, limits, queries
from aics_app.chat.actions import Asked, Said
from aics_app.chat.errors import AnswerInProgress
from aics_app.chat.replies import talking, writing
from aics_app.chat.replies.fresh import Fresh
from aics_app.chat.replies.pieces import Pieces, topic_of
from aics_app.chat.replies.ways import Tools
from aics_app.core import clock
from aics_app.core.live import Message
from aics_app.core.rounds import Rounds

STOP = "reply.stop"
BEAT_S = 5.0
LOOK_S = 1.0
"""So often do processes that share the work look whether a person took over; a signal may be lost."""

STOPPED_KEPT = 1000
SILENT_AFTER = timedelta(seconds=20)


class Replies:
    """Starts, stops and looks after the answers that this process writes."""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools
        self.fresh = Fresh(tools.live)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._pieces: dict[int, Pieces] = {}
        self._stopped: deque[int] = deque(maxlen=STOPPED_KEPT)
        self._rounds = (
            Rounds("replies", self._ask_after_model, BEAT_S),
            Rounds("replies", lambda: self.beat(after_s=BEAT_S), BEAT_S, at_once=False),
            Rounds("replies", self._look_around, LOOK_S, at_once=False),
        )
        self._leave = tools.live.subscribe(STOP, self._on_stop)

    def open(self) -> None:
        """Begin to look after answers: heartbeats of our own, and an end for those whose writer died."""
        for rounds in self._rounds:
            rounds.open()

    async def close(self) -> None:
        """End every answer of this process, saved as far as it came."""
        self._leave()
        for rounds in self._rounds:
            await rounds.close()
        for reply_id in tuple(self._tasks):
            self._pieces[reply_id].interrupted = True
            self._cancel(reply_id)
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        self.fresh.close()

    async def ask(
        self,
        actor: Actor,
        text: str,
        *,
        conversation_id: str = "",
        client_id: str | None = None,
        files: Sequence[int] = (),
    ) -> Asked:
        """Save a question and begin its answer. An empty `conversation_id` begins a new matter.

        Raises `QuestionEmpty`, `QuestionTooLong`, `AskingTooFast`, `AnswerInProgress`, `PersonSpeaks` or
        `NotFound`.
        """
        question = actions.question_with(files, text)
        await limits.admit(self.tools.cache, actor)
        try:
            asked = await self._save(actor, question, conversation_id, client_id, files)
        except AnswerInProgress:
            if client_id is None:
                raise
            # Perhaps it is this same message that is being answered, sent to two processes at once.
            asked = await self._save(actor, question, conversation_id, client_id, files)
        self.start(asked, begins=not conversation_id)
        self.tools.live.post(topic_of(asked.conversation_id), {"type": "changed"})
        return asked

    async def _save(
        self,
        actor: Actor,
        question: str,
        conversation_id: str,
        client_id: str | None,
        files: Sequence[int],
    ) -> Asked:
        async with self.tools.db.transaction() as session:
            return await actions.ask(
                session,
                actor,
                question,
                conversation_id=conversation_id,
                client_id=client_id,
                at=clock.now(),
                files=files,
            )

    async def retry(self, actor: Actor, message_id: int) -> Asked:
        """Answer a question once more, in place of an answer that was stopped or failed."""
        await limits.admit(self.tools.cache, actor)
        async with self.tools.db.transaction() as session:
            asked = await actions.retry(session, actor, message_id, clock.now())
        self.start(asked)
        self.tools.live.post(topic_of(asked.conversation_id), {"type": "changed"})
        return asked

    async def post(
        self,
        actor: Actor,
        text: str,
        *,
        conversation_id: str,
        client_id: str | None = None,
        files: Sequence[int] = (),
    ) -> Asked | Said:
        """What somebody writes: as `ask` while the AI has the word, as `say` between people."""
        if not conversation_id:
            return await self.ask(actor, text, client_id=client_id, files=files)
        await limits.admit(self.tools.cache, actor)
        async with self.tools.db.transaction() as session:
            posted = await actions.post(
                session, actor, conversation_id, text, client_id=client_id, at=clock.now(), files=files
            )
        if isinstance(posted, Said):
            self.fresh.keep(posted)
            talking.tell(self.tools.live, posted)
        else:
            self.start(posted)
            self.tools.live.post(topic_of(conversation_id), {"type": "changed"})
        return posted

    def start(self, asked: Asked, *, begins: bool = False) -> None:
        """Begin to write the answer of a question that was just saved; twice is once.

        Not one that was stopped between its saving and now: a person may have taken over.
        """
        if not asked.is_new or asked.reply_id in self._tasks or asked.reply_id in self._stopped:
            return
        pieces = self._pieces[asked.reply_id] = Pieces(self.tools, asked)
        writing_it = writing.write(self.tools, asked, pieces, begins=begins)
        task = asyncio.create_task(writing_it, name=f"reply-{asked.reply_id}")
        self._tasks[asked.reply_id] = task
        task.add_done_callback(lambda _: self._forget(asked.reply_id))

    def stop(self, reply_id: int) -> None:
        """End an answer where it stands, whichever process writes it. The caller has checked whose it is."""
        self.tools.live.post(STOP, {"id": reply_id})

    @property
    def count(self) -> int:
        """How many answers this process is writing."""
        return len(self._tasks)

    def own(self, reply_id: int) -> Pieces | None:
        """An answer that this process is writing; whoever holds it learns how it ended."""
        return self._pieces.get(reply_id)

    def is_writing(self, reply_id: int) -> bool:
        """Whether this process writes it at this moment."""
        return reply_id in self._pieces

    async def text_so_far(self, reply_id: int) -> str:
        """What an unfinished answer says already, as far as it is known here."""
        own = self._pieces.get(reply_id)
        if own:
            return own.text
        if self.tools.cache.shared:
            return await self.tools.cache.get(f"reply:{reply_id}") or ""
        return ""

    def _on_stop(self, _topic: str, message: Message) -> None:
        if message["id"] in self._tasks:
            self._cancel(message["id"])
        else:
            self._stopped.append(message["id"])

    def _cancel(self, reply_id: int) -> None:
        """Break off the writing; but not the saving of what was written, which a second click would lose."""
        self._pieces[reply_id].silence()
        if not self._pieces[reply_id].is_written:
            self._tasks[reply_id].cancel()

    def _forget(self, reply_id: int) -> None:
        self._tasks.pop(reply_id, None)
        self._pieces.pop(reply_id, None)

    async def _ask_after_model(self) -> None:
        if self.tools.model.health().state != "up":
            await self.tools.model.probe()  # the page knows before the first question, and it recovers

    async def _look_around(self) -> None:
        if self._pieces and self.tools.cache.shared:
            await self.look()

    async def look(self) -> None:
        """End those of our answers that have ended behind our back; one query, however many there are."""
        own = tuple(self._pieces)
        async with self.tools.db.reading() as session:
            written = await queries.being_written(session, own)
        for reply_id in set(own) - written:
            self._on_stop(STOP, {"id": reply_id})

    async def beat(self, *, after_s: float = 0.0) -> None:
        """Save how far our answers are, and end those that nobody writes any more.

        Answers younger than `after_s` wait: that they began was their first beat.
        """
        now = clock.now()
        grown = [(own, pieces) for own, pieces in self._pieces.items() if pieces.seconds >= after_s]
        async with self.tools.db.transaction() as session:
            for reply_id, pieces in grown:
                if not await actions.beat(session, reply_id, pieces.text, now):
                    self._on_stop(STOP, {"id": reply_id})  # ended or taken over behind our back
            ended = await actions.interrupt_silent_replies(session, before=now - SILENT_AFTER, at=now)
        for conversation_id, reply_id in ended:
            self.tools.live.post(topic_of(conversation_id), {"type": "end", "id": reply_id})
