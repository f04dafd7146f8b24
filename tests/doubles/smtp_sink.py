"""A mail server that keeps what it is sent, in a thread of its own; it can refuse and be gone."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.processes import LOOPBACK, free_port


@dataclass
class Sink:
    """What came in, oldest first. `refusals` are said instead, one a mail, before mails are taken again.

    `farewell` is its answer to QUIT. With `tls` it asks for STARTTLS, or (`is_encrypted_at_once`) speaks
    nothing else from the first byte on; with a `password` it takes mails of who has it.
    """

    port: int = field(default_factory=free_port)
    received: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    farewell: str = "221 Bye"
    tls: ssl.SSLContext | None = None
    is_encrypted_at_once: bool = False
    password: str = ""
    signed_in: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As `MAIL_SMTP_URL` wants it."""
        scheme = "smtps" if self.is_encrypted_at_once else "smtp"
        account = f"lena:{self.password}@" if self.password else ""
        return f"{scheme}://{account}{LOOPBACK}:{self.port}"

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

    def _let_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: Any
    ) -> AuthResult:
        self.signed_in.append(given.login.decode())
        return AuthResult(success=given.password.decode() == self.password)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """There meanwhile, and gone afterwards."""
        at_once = self.tls if self.is_encrypted_at_once else None
        options: dict[str, Any] = {"ssl_context": at_once}
        if self.tls and not at_once:
            options |= {
                "tls_context": self.tls,
                "require_starttls": True,
                "auth_required": bool(self.password),
            }
        if self.password:  # aiosmtpd takes for encrypted only what was so by STARTTLS
            options |= {"authenticator": self._let_in, "auth_require_tls": not at_once}
        controller = Controller(self, hostname=LOOPBACK, port=self.port, **options)
        controller.start()
        try:
            yield
        finally:
            controller.stop()
