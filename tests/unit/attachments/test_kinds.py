"""What a file is, by its content; its name is believed in nothing that matters."""

import pytest

from aics_app.attachments.rules.kinds import HEAD_BYTES, PICTURES, UNKNOWN, type_of
from tests.unit.attachments import samples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (samples.picture("PNG"), "a.exe", "image/png"),
        (samples.picture("JPEG"), "a.txt", "image/jpeg"),
        (samples.picture("GIF"), "a", "image/gif"),
        (samples.picture("WEBP"), "a.webp", "image/webp"),
        (samples.PDF, "invoice.html", "application/pdf"),
        (samples.office(), "offer.docx", type_of(samples.office(), "b.docx")),
        (samples.office(), "offer.zip", "application/zip"),
        (samples.office("photos/1.jpg"), "offer.docx", "application/zip"),
        (OLE, "old.xls", "application/vnd.ms-excel"),
        (OLE, "old.msi", UNKNOWN),
        (b"ID3\x04\x00", "a.mp3", "audio/mpeg"),
        (b"OggS\x00", "a.ogg", "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav"),
        (b"\x00\x00\x00\x18ftypmp42", "a.mp4", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "image/heic"),
        (b"\x1a\x45\xdf\xa3\x01", "a.webm", "video/webm"),
        ("订单号：2025\n谢谢".encode(), "说明.txt", "text/plain"),
        ("订单号：2025".encode("gb18030"), "说明.txt", "text/plain"),
        ("订单号".encode("utf-16"), "说明.txt", "text/plain"),
        (("汉" * HEAD_BYTES).encode()[:HEAD_BYTES], "cut in a character.txt", "text/plain"),
        (b"id,name\n1,Lena\n", "export.csv", "text/plain"),
    ],
)
def test_known_kinds_are_recognised_by_what_is_in_them(content: bytes, name: str, expected: str) -> None:
    assert type_of(content[:HEAD_BYTES], name) == expected


@pytest.mark.parametrize(
    "content",
    [
        samples.SCRIPT,
        samples.SVG,
        samples.HTML,
        b"  \n\t<svg/>",
        "\ufeff<html>".encode(),
        "<html>".encode("utf-16"),
        b"#!/bin/sh\nrm -rf ~",
    ],
)
def test_text_that_something_might_run_is_a_download_of_no_kind(content: bytes) -> None:
    for name in ("me.png", "me.txt", "me.html", "me.svg", "me.pdf"):
        assert type_of(content, name) == UNKNOWN


@pytest.mark.parametrize(
    "content",
    [samples.PROGRAM, b"\x7fELF\x02\x01\x01\x00", b"\x00" * 64, b"7z\xbc\xaf\x27\x1c\x00", b"a\x00b"],
)
def test_programs_and_what_nobody_can_tell_are_not_taken(content: bytes) -> None:
    assert type_of(content, "holiday.png") is None


def test_only_four_kinds_are_ever_shown() -> None:
    assert set(PICTURES) == {"image/png", "image/jpeg", "image/gif", "image/webp"}
