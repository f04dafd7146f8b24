"""A mailer in memory for tests, whose failures are named beforehand."""

from dataclasses import dataclass, field

from aics_app.mail.port import Mail, MailNotSent


@dataclass
class MemoryMailer:
    """What was sent, and what fails instead, one mail each."""

    sender: str = "AICS <no-reply@shop.test>"
    sent: list[Mail] = field(default_factory=list)
    failures: list[MailNotSent] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        """See `Mailer`."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(mail)
