"""Whatever is uploaded as a portrait becomes a small picture of ours, or is refused."""

import random
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from aics_app.accounts.pictures import MAX_BYTES, MAX_KEPT_BYTES, SIDE, NotAPicture, portrait
from aics_app.core.errors import TooLarge


class Upload:
    """A file from a form."""

    def __init__(self, content: bytes) -> None:
        self._content = BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._content.read(size)


def picture(
    kind: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 1 if mode in ("P", "1", "L") else "green").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_picture_becomes_a_square_webp(kind: str) -> None:
    kept = Image.open(BytesIO(await portrait(Upload(picture(kind)))))
    assert (kept.format, kept.size) == ("WEBP", (SIDE, SIDE))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
async def test_every_kind_of_colour_is_read(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (40, 40)).save(out, "PNG")
    assert await portrait(Upload(out.getvalue()))


async def test_what_was_transparent_is_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(BytesIO(await portrait(Upload(out.getvalue())))).convert("RGB")
    assert min(kept.getpixel((128, 128))) > 250


async def test_a_photograph_is_turned_upright_and_forgets_where_it_was_taken() -> None:
    photo = Image.new("RGB", (400, 200), "red")
    photo.paste("blue", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "at home, Spruce Street 7"
    out = BytesIO()
    photo.save(out, "JPEG", exif=exif, quality=95)
    kept = await portrait(Upload(out.getvalue()))
    assert b"Spruce Street" not in kept
    top, bottom = (Image.open(BytesIO(kept)).convert("RGB").getpixel((128, y)) for y in (20, 236))
    assert (top[2] > 200, bottom[0] > 200) == (True, True)


async def test_noise_still_fits_its_column() -> None:
    noise = Image.frombytes("RGB", (SIDE, SIDE), random.Random(7).randbytes(SIDE * SIDE * 3))
    out = BytesIO()
    noise.save(out, "PNG")
    assert len(await portrait(Upload(out.getvalue()))) <= MAX_KEPT_BYTES


async def test_more_than_five_megabytes_are_not_even_looked_at() -> None:
    with pytest.raises(TooLarge):
        await portrait(Upload(b"\x89PNG" + b"x" * MAX_BYTES))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(7000, 7000), (12_000, 12_000), (65_000, 65_000), (2**31 - 1, 2**31 - 1)])
async def test_a_bomb_is_not_unfolded(size: tuple[int, int]) -> None:
    with pytest.raises(NotAPicture):
        await portrait(Upload(bomb(*size)))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        SVG,
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x00\x00\x00\x00WEBP",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("PNG")[:60],
        picture("JPEG")[:300],
    ],
)
async def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        await portrait(Upload(content))


async def test_a_script_behind_a_picture_does_not_survive() -> None:
    assert b"script" not in await portrait(Upload(picture("JPEG") + SVG))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_broken_pictures_are_refused_or_read_but_never_a_fault_of_ours(kind: str) -> None:
    own = random.Random(kind)
    sound = picture(kind, (64, 64))
    for _ in range(300):
        broken = bytearray(sound)
        for _ in range(own.randint(1, 12)):
            broken[own.randrange(len(broken))] = own.randrange(256)
        try:
            await portrait(Upload(bytes(broken[: own.randint(20, len(broken))])))
        except NotAPicture:
            continue
