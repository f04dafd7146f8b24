"""Portraits: whatever is uploaded becomes a small WebP of our own making, or is refused."""

import asyncio
import struct
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps

from aics_app.core.errors import AppError, TooLarge

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 256
QUALITIES = (82, 60, 30)
MAX_KEPT_BYTES = 65_000
"""The column's width; only noise comes near it."""

# One at a time: a small file can unfold into hundreds of megabytes.
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
# What Pillow raises for broken files beside its own errors, which are OSErrors.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NotAPicture(AppError):
    """The file is not a PNG, JPEG or WebP picture that can be read, whatever its name says."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "not_a_picture"


class Readable(Protocol):
    """An upload."""

    async def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""


async def portrait(upload: Readable) -> bytes:
    """A square WebP of the upload, without its metadata. Raises `TooLarge` or `NotAPicture`."""
    content = await upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge(limit="5 MB")
    return await asyncio.get_running_loop().run_in_executor(_pool, _square, content)


def _square(content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPicture("too many pixels")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is read at the size that is needed
            square = ImageOps.fit(_opaque(ImageOps.exif_transpose(picture)), (SIDE, SIDE))
    except _BROKEN as error:
        raise NotAPicture(f"{type(error).__name__}: {error}") from error
    return _kept(square)


def _opaque(picture: Image.Image) -> Image.Image:
    """On white, where it was transparent."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    rgba = picture.convert("RGBA")
    paper = Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba)
    return paper


def _kept(square: Image.Image) -> bytes:
    for quality in QUALITIES:
        out = BytesIO()
        square.save(out, "WEBP", quality=quality)
        if out.tell() <= MAX_KEPT_BYTES:
            break
    return out.getvalue()
