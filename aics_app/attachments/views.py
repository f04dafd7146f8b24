"""Attachments as they leave the house."""

from dataclasses import dataclass

from aics_app.attachments.models import Attachment

KILO = 1024


@dataclass
class FileView:
    """A file as pages show it. `amount` is its size in words that every language reads.

    One that `is_missing` has a name and no content: it was not there when an older database was taken over.
    """

    id: int
    name: str
    size: int
    kind: str
    amount: str
    is_missing: bool = False
    width: int = 0
    height: int = 0


def file_view(attachment: Attachment) -> FileView:
    """From its row."""
    return FileView(
        id=attachment.id or 0,
        name=attachment.name,
        size=attachment.size,
        kind=attachment.kind.value,
        amount=amount(attachment.size),
        is_missing=attachment.is_missing,
        width=attachment.width or 0,
        height=attachment.height or 0,
    )


def amount(size: int) -> str:
    """Bytes as people say them: `820 B`, `4.1 KB`, `2.3 MB`."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.1f} KB"
    return f"{size / KILO / KILO:.1f} MB"
