"""What the API gives of attachments."""

from pydantic import BaseModel

from aics_app.attachments.models import Attachment, Kind


class AttachmentOut(BaseModel):
    """A file. `content_type` was read from its content; pictures have a size in pixels, and `?thumb=1`.

    One that is `missing` was not there when an older database was taken over.
    """

    id: int
    name: str
    size: int
    content_type: str
    kind: Kind
    missing: bool = False
    width: int | None = None
    height: int | None = None

    @classmethod
    def of(cls, row: Attachment) -> "AttachmentOut":
        """From its row."""
        return cls(
            id=row.id or 0,
            name=row.name,
            size=row.size,
            content_type=row.content_type,
            kind=row.kind,
            missing=row.is_missing,
            width=row.width,
            height=row.height,
        )


class LimitsOut(BaseModel):
    """How much is taken: bytes of one file, files of one message."""

    max_file_bytes: int
    max_files: int


class Uploaded(BaseModel):
    """Files that were received, pending until they are sent with something."""

    items: list[AttachmentOut]
