"""Sending mails: a port; behind it a mail server, or a folder where nobody has named one."""

from aics_app.mail.folder import FolderMailer
from aics_app.mail.port import Mail, Mailer, MailNotSent, MailRefused, MailServerAway, MailUnsure
from aics_app.mail.smtp import SmtpMailer
from aics_app.settings import Settings

__all__ = [
    "FolderMailer",
    "Mail",
    "MailNotSent",
    "MailRefused",
    "MailServerAway",
    "MailUnsure",
    "Mailer",
    "SmtpMailer",
    "build",
]


def build(settings: Settings) -> Mailer:
    """The mailer that the settings name. Opens no connection."""
    url = settings.mail.smtp_url.get_secret_value()
    if url:
        return SmtpMailer(url, settings.mail_sender)
    return FolderMailer(settings.app.data_dir / "mail", settings.mail_sender)
