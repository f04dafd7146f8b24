"""Portraits: whatever is uploaded becomes a small WebP of our own making, or is refused."""

import asyncio
from http import HTTPStatus
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from aics_app.core.errors import AppError, TooLarge

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 256


class NotAPicture(AppError):
    """The file is not a PNG, JPEG or WebP picture that can be read, whatever its name says."""

    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "not_a_picture"


class Readable(Protocol):
    """An upload."""

    async def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes."""


async def portrait(upload: Readable) -> bytes:
    """A square WebP of the upload. Raises `TooLarge` or `NotAPicture`."""
    content = await upload.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TooLarge(limit="5 MB")
    return await asyncio.to_thread(_square, content)


def _square(content: bytes) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:  # a small file can unfold into gigabytes
                raise NotAPicture("too many pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            square = ImageOps.fit(upright, (SIDE, SIDE))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(str(error)) from error
    out = BytesIO()
    square.save(out, "WEBP", quality=82)
    return out.getvalue()
