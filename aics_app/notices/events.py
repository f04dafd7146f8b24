"""What an administrator does with mails, for the audit."""

from dataclasses import dataclass
from typing import ClassVar

from aics_app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailEvent(Event):
    """Something was decided about one mail, whose id is the subject; never recorded itself."""

    subject_type: ClassVar[str] = "mail"

    user_id: int
    kind: str
    state: str
    error: str | None


@dataclass(frozen=True, kw_only=True)
class MailSentAgain(MailEvent):
    """It is tried anew; `state` and `error` are what it was before."""


@dataclass(frozen=True, kw_only=True)
class MailGivenUp(MailEvent):
    """Nobody waits for it any more, and it is gone."""
