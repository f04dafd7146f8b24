"""Mails as files, to look at."""

import asyncio
from pathlib import Path

from aics_app.mail.port import Mail, MailServerAway
from aics_app.mail.writing import written


class FolderMailer:
    """One `.eml` a mail; a mail that is tried again is the same file."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self.sender = sender

    async def send(self, mail: Mail) -> None:
        """See `Mailer`."""
        content = written(mail, self.sender).as_bytes()
        try:
            await asyncio.to_thread(self._keep, f"{mail.at:%Y%m%dT%H%M%S}-{mail.mail_id}", content)
        except OSError as error:
            raise MailServerAway(str(error)) from error

    def _keep(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.part"
        part.write_bytes(content)
        part.replace(self._folder / f"{name}.eml")
