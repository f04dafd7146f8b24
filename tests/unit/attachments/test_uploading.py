"""`/api/attachments`: what is taken, what is refused with which words, and what is served how."""

from pathlib import Path

import pytest

from aics_app.attachments.rules.limits import MAX_FILES, MAX_PENDING
from aics_app.storage.double import MemoryStorage
from tests.unit.attachments import samples
from tests.unit.attachments.conftest import Talk, kept, sent_up, uploaded
from tests.unit.chat.conftest import Desk

MB = 1024 * 1024


async def test_several_files_are_taken_at_once_and_described(desk: Desk, folder: Path) -> None:
    lena = await desk.shop.customer("lena")
    answer = await sent_up(lena, ("照片.txt", samples.photograph()), ("C:\\发票.png.pdf", samples.PDF))
    assert answer.status_code == 201
    photo, invoice = answer.json()["items"]
    assert (photo["name"], photo["content_type"], photo["kind"]) == ("照片.txt", "image/jpeg", "picture")
    assert (photo["width"], photo["height"]) == (800, 1200)
    assert (invoice["name"], invoice["content_type"]) == ("发票.png.pdf", "application/pdf")
    assert (invoice["kind"], invoice["size"], invoice["width"]) == ("file", len(samples.PDF), None)
    assert len(kept(folder)) == 3  # the photograph has a small one
    assert not [path for path in kept(folder) if "照" in str(path)]


async def test_nobody_uploads_without_signing_in(desk: Desk, folder: Path) -> None:
    answer = await sent_up(await desk.shop.client())
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("me.png", samples.SCRIPT, 422, "picture_broken"),
        ("me.png", samples.SVG, 422, "picture_broken"),
        ("me.jpg", samples.office(), 422, "picture_broken"),
        ("me.png", samples.boastful_png(), 422, "picture_too_large"),
        ("me.txt", b"\x89PNG\r\n\x1a\nnothing more", 422, "picture_broken"),
        ("setup.pdf", samples.PROGRAM, 415, "file_kind"),
        ("nothing.txt", b"", 422, "file_empty"),
    ],
)
async def test_what_lies_or_is_not_taken_is_refused_by_name(
    desk: Desk, folder: Path, name: str, content: bytes, status: int, code: str
) -> None:
    lena = await desk.shop.customer("lena")
    answer = await sent_up(lena, ("fine.pdf", samples.PDF), (name, content))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert name in answer.json()["detail"]
    assert kept(folder) == []  # not the good one either: all or none


async def test_eleven_megabytes_are_refused_and_ten_are_not(desk: Desk, folder: Path) -> None:
    lena = await desk.shop.customer("lena")
    fits = await sent_up(lena, ("log.txt", b"x" * (10 * MB)))
    assert fits.status_code == 201
    answer = await sent_up(lena, ("log.txt", b"x" * (11 * MB)))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert "log.txt" in answer.json()["detail"]
    assert "10 MB" in answer.json()["detail"]
    assert len(kept(folder)) == 1


async def test_a_request_has_its_own_limit(desk: Desk, folder: Path) -> None:
    lena = await desk.shop.customer("lena")
    answer = await sent_up(lena, *((f"{number}.txt", b"x" * (9 * MB)) for number in range(6)))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert kept(folder) == []


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "multipart/form-data"}, b"x"),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"not a form"),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b"--b\r\nContent-Disposition: x\r\n\r\n\r\n--b--",
        ),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nwords\r\n--b--\r\n',
        ),
    ],
)
async def test_a_form_without_a_file_is_said_to_be(
    desk: Desk, headers: dict[str, str], content: bytes
) -> None:
    lena = await desk.shop.customer("lena")
    answer = await lena.post("/api/attachments", headers=headers, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_file")


async def test_too_many_at_once_and_too_many_pending_are_refused(desk: Desk, folder: Path) -> None:
    lena = await desk.shop.customer("lena")
    many = [(f"{number}.txt", b"x") for number in range(MAX_FILES)]
    assert (await sent_up(lena, *many, ("one more.txt", b"x"))).status_code == 422
    for _ in range(MAX_PENDING // MAX_FILES):
        assert (await sent_up(lena, *many)).status_code == 201
    answer = await sent_up(lena, ("one more.txt", b"x"))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_pending")
    assert len(kept(folder)) == MAX_PENDING


async def test_who_uploads_like_a_machine_is_told_to_wait(desk: Desk) -> None:
    lena, otto = await desk.shop.customer("lena"), await desk.shop.customer("otto")
    answers = [await lena.post("/api/attachments") for _ in range(31)]
    assert (answers[-1].status_code, answers[-1].json()["code"]) == (429, "attaching_too_fast")
    assert answers[-1].headers["retry-after"] == "60"
    assert (await sent_up(otto)).status_code == 201


async def test_a_full_or_absent_storage_is_said_and_keeps_nothing(desk: Desk, memory: MemoryStorage) -> None:
    lena = await desk.shop.customer("lena")
    memory.room = 600
    full = await sent_up(lena, ("a.txt", b"x" * 500), ("b.txt", b"x" * 500))
    assert (full.status_code, full.json()["code"]) == (507, "storage_full")
    assert memory.files == {}
    memory.room, memory.is_gone = 10**6, True
    gone = await sent_up(lena)
    assert (gone.status_code, gone.json()["code"]) == (503, "storage_unavailable")
    memory.is_gone = False
    file_id = await uploaded(lena)
    memory.files.clear()
    lost = await lena.get(f"/api/attachments/{file_id}")
    assert (lost.status_code, lost.json()["code"]) == (503, "file_lost")


async def test_a_picture_is_shown_and_everything_else_is_downloaded(desk: Desk) -> None:
    lena = await desk.shop.customer("lena")
    shown = await lena.get(f"/api/attachments/{await uploaded(lena, ('锅.png', samples.picture()))}")
    assert shown.content == samples.picture()
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"].startswith("inline;")
    for name, content, kind in (
        ("page.html", samples.HTML, "application/octet-stream"),
        ("drawing.svg", samples.SVG, "application/octet-stream"),
        ("发票.pdf", samples.PDF, "application/pdf"),
        ("words.txt", b"words", "text/plain; charset=utf-8"),
    ):
        loaded = await lena.get(f"/api/attachments/{await uploaded(lena, (name, content))}")
        assert (loaded.content, loaded.headers["content-type"]) == (content, kind)
        assert loaded.headers["content-disposition"].startswith("attachment;")
        assert int(loaded.headers["content-length"]) == len(content)
        assert loaded.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in loaded.headers["content-security-policy"]
        assert "private" in loaded.headers["cache-control"]


async def test_a_small_picture_is_kept_by_browsers_as_long_as_it_may_be_seen(
    desk: Desk,
) -> None:
    lena, mallory = await desk.shop.customer("lena"), await desk.shop.customer("mallory")
    path = f"/api/attachments/{await uploaded(lena, ('a.jpg', samples.photograph()))}"
    small = await lena.get(path, params={"thumb": 1})
    assert small.headers["content-type"] == "image/webp"
    assert len(small.content) < len(samples.photograph())
    again = await lena.get(path, params={"thumb": 1}, headers={"If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    large = await lena.get(path, headers={"If-None-Match": small.headers["etag"]})
    assert large.status_code == 200
    stranger = await mallory.get(path, params={"thumb": 1}, headers={"If-None-Match": small.headers["etag"]})
    assert stranger.status_code == 404
    no_picture = await uploaded(lena, ("a.pdf", samples.PDF))
    assert (await lena.get(f"/api/attachments/{no_picture}", params={"thumb": 1})).status_code == 404


async def test_a_pending_file_is_its_senders_alone(talk: Talk, folder: Path) -> None:
    file_id = await uploaded(talk.lena)
    path = f"/api/attachments/{file_id}"
    for stranger in (talk.mallory, talk.anna):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.delete(path)).status_code == 404
    assert (await (await talk.desk.shop.client()).get(path)).status_code == 401
    assert (await talk.lena.get(path)).status_code == 200
    assert (await talk.lena.delete(path)).status_code == 204
    assert (await talk.lena.delete(path)).status_code == 404
    assert (await talk.lena.get(path)).status_code == 404
    assert kept(folder) == []
