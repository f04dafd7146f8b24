"""Who tells, and who carries the mails: on every replica, each thing once."""

import logging
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from aics_app.accounts.queries import nickname_of
from aics_app.core import clock
from aics_app.core.db import Database, Session
from aics_app.core.events import Event, Listener, row_of
from aics_app.core.live import Live
from aics_app.core.rounds import Rounds
from aics_app.mail import Mail, Mailer, MailRefused, MailServerAway, MailUnsure
from aics_app.notices import actions, queries
from aics_app.notices.links import Linker
from aics_app.notices.models import Notice, Outgoing
from aics_app.notices.queries import Happening, Tellings
from aics_app.notices.rules import letter, topic_of

logger = logging.getLogger(__name__)

EVERY_S = 5.0
CATCH_UP_EVERY = timedelta(minutes=1)
SWEEP_EVERY = timedelta(hours=6)
WAITING = 10_000
MAILS_A_TURN = 50


class Teller:
    """Facts come in after their commit and are told at once; `activity` has what is lost on the way.

    `site`: the address that links in mails begin with; `locale`: of who never chose a language; `linkers`:
    who makes the links of mails that are not to lie about.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and the words of a mail
        self,
        db: Database,
        live: Live,
        mailer: Mailer,
        tellings: Tellings,
        *,
        linkers: Mapping[str, Linker] | None = None,
        site: str = "http://localhost",
        locale: str = "zh",
        now: clock.Clock = clock.now,
        every_s: float = EVERY_S,
    ) -> None:
        self._db, self._live, self._mailer, self._tellings = db, live, mailer, tellings
        self._site, self._locale, self._now = site, locale, now
        self._linkers = linkers or {}
        self._carries, self._sender = True, ""
        self._facts: deque[Happening] = deque(maxlen=WAITING)
        self._caught_up_at = now() - CATCH_UP_EVERY
        self._swept_at = now()
        self.rounds = Rounds("notices", self.turn, every_s)

    def adjust(self, *, carries: bool, sender: str) -> None:
        """Whether mails are sent from now on, and in whose name; those that wait meanwhile go then."""
        self._carries, self._sender = carries, sender

    @property
    def listener(self) -> Listener:
        """For every kind of fact that somebody may be told of."""
        return self._hear

    async def _hear(self, fact: Event) -> None:
        row = row_of(fact)
        self._facts.append(Happening(**{name: row[name] for name in Happening.__dataclass_fields__}))
        self.rounds.wake()

    async def turn(self) -> None:
        """Once: tell what was heard, now and then what was missed, and carry the mails that are due."""
        await self._tell()
        if self._now() - self._caught_up_at >= CATCH_UP_EVERY:
            await self._catch_up()
        await self._carry()
        if self._now() - self._swept_at >= SWEEP_EVERY:
            await self._sweep()

    async def _sweep(self) -> None:
        """What nobody looks at any more goes, a piece at a time."""
        is_more = True
        while is_more:
            async with self._db.transaction() as session:
                await queries.reading_alone(session)
                is_more = await actions.forget(session, at=self._now())
        self._swept_at = self._now()

    async def _tell(self) -> None:
        while self._facts:
            happening = self._facts.popleft()
            async with self._db.transaction() as session:
                await queries.reading_alone(session)
                told = await actions.tell_of(
                    session, happening, self._tellings, locale=self._locale, at=self._now()
                )
            self._announce(told)

    async def _catch_up(self) -> None:
        now, place, is_done = self._now(), None, False
        while not is_done:
            async with self._db.transaction() as session:
                told, place = await actions.catch_up(
                    session, self._tellings, place, locale=self._locale, at=now
                )
            self._announce(told)
            is_done = place is None
        async with self._db.transaction() as session:
            await actions.clear_stuck(session, at=now)
        self._caught_up_at = now

    def _announce(self, told: list[Notice]) -> None:
        for user_id in {notice.user_id for notice in told}:
            self._live.post(topic_of(user_id), {"type": "changed"})

    async def _carry(self) -> None:
        if not self._carries:
            return
        for _ in range(MAILS_A_TURN):
            async with self._db.reading() as session:
                if await queries.due(session, self._now()) is None:
                    return
            async with self._db.transaction() as session:
                mail = await actions.claim(session, at=self._now())
                name = await nickname_of(session, mail.user_id) if mail else ""
                link = await self._link(session, mail) if mail else None
            if mail is not None and link is not None and not await self._sent(mail, name, link):
                return

    async def _link(self, session: Session, mail: Outgoing) -> str | None:
        """Where it leads; None if that is nowhere any more, and then the mail is gone."""
        linker = self._linkers.get(mail.kind)
        link = await linker(session, mail, self._now()) if linker else mail.link
        if link is None:
            await session.delete(mail)
        return link

    async def _sent(self, mail: Outgoing, name: str, link: str) -> bool:
        """Send a claimed one; false when the server is away, and the others may as well wait."""
        try:
            await self._mailer.send(self._written(mail, name, self._site + link))
        except MailServerAway as error:
            logger.warning("mail %s: not taken now: %s", mail.id, error)
            async with self._db.transaction() as session:
                await actions.put_off(session, mail, str(error), at=self._now())
            return False
        except (MailRefused, MailUnsure) as error:
            logger.warning("mail %s: given up: %s", mail.id, error)
            async with self._db.transaction() as session:
                await actions.give_up(session, mail, str(error), is_unsure=isinstance(error, MailUnsure))
            return True
        async with self._db.transaction() as session:
            await actions.sent(session, mail, at=self._now())
        return True

    def _written(self, mail: Outgoing, name: str, address: str) -> Mail:
        words = letter(
            mail.kind, mail.params, name=name, address=address, locale=mail.locale, sender=self._sender
        )
        mail_id = f"{mail.key.replace(':', '-')}-{int(mail.created_at.timestamp())}"
        return Mail(mail_id, mail.address, words.subject, words.text, words.html, mail.created_at)
