"""Pictures are measured and made small in a thread; nothing else of an upload is ever decoded."""

import asyncio
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from aics_app.attachments.errors import PictureBroken, PictureTooLarge

MAX_PIXELS = 50_000_000
SIDE = 480
QUALITY = 80

# One at a time: a small file can unfold into hundreds of megabytes.
_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="thumbnails")
# What Pillow raises for broken files beside its own errors, which are OSErrors.
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Small:
    """A small WebP of a picture, and how large the picture is when it stands upright."""

    width: int
    height: int
    content: bytes


async def small(file: BinaryIO, format_name: str, name: str) -> Small:
    """Of a file that says to be of this format. Raises `PictureBroken` or `PictureTooLarge`."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _small, file, format_name, name)


def _small(file: BinaryIO, format_name: str, name: str) -> Small:
    file.seek(0)
    try:
        with Image.open(file, formats=(format_name,)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureTooLarge(name=name)
            width, height = _upright(picture)
            picture.draft(None, (SIDE, SIDE))  # a JPEG is read at about the size that is needed
            reduced = ImageOps.exif_transpose(picture)
            reduced.thumbnail((SIDE, SIDE))
            return Small(width, height, _webp(reduced))
    except _BOMBS as error:
        raise PictureTooLarge(str(error), name=name) from error
    except _BROKEN as error:
        raise PictureBroken(f"{type(error).__name__}: {error}", name=name) from error


def _upright(picture: Image.Image) -> tuple[int, int]:
    """Its size as a viewer shows it: cameras write the turn beside the pixels."""
    turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (picture.height, picture.width) if turned else picture.size


def _webp(picture: Image.Image) -> bytes:
    """Written anew from the pixels alone: neither place nor camera comes along."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    pixels = Image.new(mode, picture.size)
    pixels.paste(picture.convert(mode))
    out = BytesIO()
    pixels.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
