"""What a file is, read from its first bytes; its name only chooses between kinds that begin alike."""

import codecs
import re
from pathlib import PurePosixPath

HEAD_BYTES = 8192
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
"""What is shown on a page, with Pillow's name for it."""

PLAIN = "text/plain"
UNKNOWN = "application/octet-stream"
"""Text that a browser might run as something else is only ever downloaded, under this type."""

PICTURE_NAMES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"#!AMR", "audio/amr"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_MP3_FRAMES = frozenset({b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"})
_AAC_FRAMES = frozenset({b"\xff\xf1", b"\xff\xf9"})
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_OPEN = "application/vnd.openxmlformats-officedocument."
_ZIPPED = {
    ".docx": f"{_OPEN}wordprocessingml.document",
    ".xlsx": f"{_OPEN}spreadsheetml.sheet",
    ".pptx": f"{_OPEN}presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
_OLD_OFFICE = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE_INSIDE = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
_MARKUP = re.compile(r"^\s*(?:<[!?a-z]|#!)", re.IGNORECASE)
_ENCODINGS = ("utf-8", "gb18030")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def type_of(head: bytes, name: str) -> str | None:
    """The content type by the first `HEAD_BYTES`; None for what is not taken, such as programs."""
    return _by_magic(head) or _by_container(head, _ending(name)) or _by_text(head)


def claims_picture(name: str) -> bool:
    """Whether the name is that of a picture which a page shows."""
    return _ending(name) in PICTURE_NAMES


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _by_magic(head: bytes) -> str | None:
    for magic, content_type in _MAGIC:
        if head.startswith(magic):
            return content_type
    if head[:2] in _MP3_FRAMES:
        return "audio/mpeg"
    return "audio/aac" if head[:2] in _AAC_FRAMES else None


def _by_container(head: bytes, ending: str) -> str | None:
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        is_office = any(sign in head for sign in _OFFICE_INSIDE)
        return _ZIPPED.get(ending, "application/zip") if is_office else "application/zip"
    if head.startswith(_OLE):
        return _OLD_OFFICE.get(ending, UNKNOWN)
    return None


def _by_text(head: bytes) -> str | None:
    text = _decoded(head)
    if text is None or _NOT_IN_TEXT.search(text):
        return None
    return UNKNOWN if _MARKUP.match(text.lstrip("\ufeff")) else PLAIN


def _decoded(head: bytes) -> str | None:
    """As text; the last character may be cut in two."""
    marked = _MARKS.get(head[:2])
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeDecodeError:
            continue
    return None
