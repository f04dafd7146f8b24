"""Mails through a server: `smtp://` (encrypted where the server offers it) or `smtps://`."""

import asyncio
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from aics_app.mail.port import Mail, MailRefused, MailServerAway, MailUnsure
from aics_app.mail.writing import written

TIMEOUT_S = 10.0
GO_ON, FOR_EVER = 354, 500
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class SmtpMailer:
    """A connection for each mail: they are few, and a server ends idle ones as it likes."""

    def __init__(self, url: str, sender: str, *, timeout_s: float = TIMEOUT_S) -> None:
        parts = urlsplit(url)
        self._host, self._is_tls = parts.hostname or "", parts.scheme == "smtps"
        self._port = parts.port or (smtplib.SMTP_SSL_PORT if self._is_tls else 587)
        self._account = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender, self._timeout_s = sender, timeout_s

    async def send(self, mail: Mail) -> None:
        """See `Mailer`; in a thread, for smtplib blocks."""
        letter = written(mail, self.sender)
        await asyncio.to_thread(self._send, letter, mail.to)

    def _send(self, letter: EmailMessage, to: str) -> None:
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerAway(str(error)) from error
        try:
            _require(server.mail(_bare(self.sender)))
            _require(server.rcpt(to))
            _require(server.docmd("DATA"), wanted=GO_ON)
            _hand_over(server, letter.as_bytes())
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerAway(str(error)) from error
        finally:
            _part(server)

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout_s, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout_s)
        try:
            self._greet(server, context)
        except (smtplib.SMTPException, OSError, MailServerAway):
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        is_secret = self._is_tls or self._host in _LOCAL
        if not self._is_tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            is_secret = True
        if self._account[0]:
            if not is_secret:
                message = "the server offers no encryption, and the password is not sent in the clear"
                raise MailServerAway(message)
            server.login(*self._account)


def _require(said: tuple[int, bytes], wanted: int | None = None) -> None:
    """Raises `MailRefused` for a refusal for ever, `MailServerAway` for one of the moment."""
    code, words = said
    if code == wanted or (wanted is None and code < 300):  # noqa: PLR2004 - below 300 SMTP says yes
        return
    reason = f"{code} {words.decode('utf-8', errors='replace')}"
    raise MailRefused(reason) if code >= FOR_EVER else MailServerAway(reason)


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """From the first byte on nobody knows whether a mail whose answer is missing has arrived."""
    lines = content.replace(b"\r\n.", b"\r\n..")
    if lines.startswith(b"."):
        lines = b"." + lines
    try:
        server.send(lines.rstrip(b"\r\n") + b"\r\n.\r\n")
        said = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise MailUnsure(str(error)) from error
    _require(said)


def _part(server: smtplib.SMTP) -> None:
    """However the server takes leave, what it said of the mail holds."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _bare(sender: str) -> str:
    """`AICS <a@b>` without its words."""
    return sender.rpartition("<")[2].rstrip(">")
