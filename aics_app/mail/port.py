"""What sends mails, and how it may fail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `mail_id` stays the same however often it is tried."""

    mail_id: str
    to: str
    subject: str
    text: str
    html: str
    at: datetime


class MailNotSent(Exception):
    """It did not go out, or nobody knows; nobody but the outbox sees this."""


class MailServerAway(MailNotSent):
    """For the moment: it was not taken, and may be tried again."""


class MailRefused(MailNotSent):
    """For ever: this mail, or its address, is not taken."""


class MailUnsure(MailNotSent):
    """The connection broke after the mail was handed over: it may have arrived."""


class Mailer(Protocol):
    """Sends one mail at a time; `sender` is whom they come from, and may be changed."""

    sender: str

    async def send(self, mail: Mail) -> None:
        """Raises `MailServerAway`, `MailRefused` or `MailUnsure`."""
