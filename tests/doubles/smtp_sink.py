"""A mail server that keeps what it is sent, in a thread of its own; it can refuse and be gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.processes import LOOPBACK, free_port


@dataclass
class Sink:
    """What came in, oldest first. `refusals` are said instead, one a mail, before mails are taken again.

    `farewell` is its answer to QUIT.
    """

    port: int = field(default_factory=free_port)
    received: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    farewell: str = "221 Bye"

    @property
    def url(self) -> str:
        """As `MAIL_SMTP_URL` wants it."""
        return f"smtp://{LOOPBACK}:{self.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """One mail."""
        if self.refusals:
            return self.refusals.pop(0)
        content: Any = envelope.content
        self.received.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as above
        """Somebody leaves."""
        return self.farewell

    @contextmanager
    def serving(self) -> Iterator[None]:
        """There meanwhile, and gone afterwards."""
        controller = Controller(self, hostname=LOOPBACK, port=self.port)
        controller.start()
        try:
            yield
        finally:
            controller.stop()
