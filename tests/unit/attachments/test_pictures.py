"""Small pictures: upright, without a place, and never at the price of the memory."""

from io import BytesIO

import pytest
from PIL import Image

from aics_app.attachments.errors import PictureBroken, PictureTooLarge
from aics_app.attachments.pictures import SIDE, small
from tests.unit.attachments import samples


async def test_a_photograph_stands_upright_and_forgets_where_it_was_taken() -> None:
    made = await small(BytesIO(samples.photograph()), "JPEG", "me.jpg")
    assert (made.width, made.height) == (800, 1200)
    with Image.open(BytesIO(made.content)) as thumb:
        assert thumb.format == "WEBP"
        assert thumb.size == (320, SIDE)
        assert not thumb.getexif()


@pytest.mark.parametrize("format_name", ["PNG", "JPEG", "GIF", "WEBP"])
@pytest.mark.parametrize("size", [(1, 1), (3000, 10), (640, 480)])
async def test_every_kind_and_shape_becomes_small(format_name: str, size: tuple[int, int]) -> None:
    made = await small(BytesIO(samples.picture(format_name, size)), format_name, "a")
    assert (made.width, made.height) == size
    with Image.open(BytesIO(made.content)) as thumb:
        assert max(thumb.size) <= SIDE


async def test_what_shines_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 120, 60, 0)).save(out, "PNG")
    made = await small(out, "PNG", "logo.png")
    with Image.open(BytesIO(made.content)) as thumb:
        assert thumb.convert("RGBA").getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000), (50_000_001, 1)])
async def test_a_picture_that_would_unfold_too_far_is_refused_unread(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        await small(BytesIO(samples.boastful_png(*size)), "PNG", "bomb.png")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
        samples.picture("PNG")[:60],
        samples.boastful_png(400, 400),
    ],
)
async def test_a_broken_picture_is_said_to_be(content: bytes) -> None:
    with pytest.raises(PictureBroken):
        await small(BytesIO(content), "PNG", "me.png")
