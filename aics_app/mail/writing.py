"""A mail as it travels."""

import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from aics_app.mail.port import Mail, MailRefused

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)


def is_address(text: str) -> bool:
    """One plain address, with nothing before or behind it."""
    return bool(_ADDRESS.fullmatch(text)) and ".." not in text


def written(mail: Mail, sender: str) -> EmailMessage:
    """Plain text, and the same as HTML. Raises `MailRefused` for what would become another header."""
    if not is_address(mail.to):
        message = "this is no address that a mail could be sent to"
        raise MailRefused(message)
    letter = EmailMessage(policy=SMTP)
    try:
        letter["Subject"] = mail.subject
        letter["From"] = sender
        letter["To"] = Address(addr_spec=mail.to)
        letter["Date"] = mail.at
        letter["Message-ID"] = f"<{mail.mail_id}@{sender.rpartition('@')[2].rstrip('>')}>"
        letter["Auto-Submitted"] = "auto-generated"
    except (ValueError, MessageError) as error:
        raise MailRefused(str(error)) from error
    letter.set_content(mail.text)
    letter.add_alternative(mail.html, subtype="html")
    return letter
