"""A file of the reference's is looked for below the folder of uploads, and nowhere else."""

from pathlib import Path

import pytest

from aics_app.cli.taking_in import find


@pytest.mark.parametrize(
    "origin",
    [
        "http://old.test/uploads/2025/photo%20one.png?size=1",
        "/uploads/2025/photo one.png",
        "2025\\photo one.png",
        "../../2025/photo one.png",
    ],
)
def test_found_whatever_the_folder_was_called_there(tmp_path: Path, origin: str) -> None:
    file = tmp_path / "2025" / "photo one.png"
    file.parent.mkdir()
    file.write_bytes(b"x")
    assert find(tmp_path, origin) == file.resolve()


@pytest.mark.parametrize(
    "origin",
    [
        "/uploads/2023/receipt.png",
        "http://old.test/uploads/2023/receipt.png",
        "2023/receipt.png",
        "/srv/data/2023/receipt.png",
        "/uploads/2023/2024/receipt.png",
        "http://[x/2023/receipt.png",
    ],
)
def test_a_file_of_the_same_name_is_another_customers(tmp_path: Path, origin: str) -> None:
    folder = tmp_path / "uploads"
    (folder / "2024").mkdir(parents=True)
    (folder / "receipt.png").write_bytes(b"x")
    (folder / "2024" / "receipt.png").write_bytes(b"x")
    assert find(folder, origin) is None


@pytest.mark.parametrize("origin", ["/files/receipt.png", "D:\\old\\Uploads\\receipt.png", "receipt.png"])
def test_what_lay_in_the_folder_itself_is_found_there(tmp_path: Path, origin: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "receipt.png").write_bytes(b"x")
    assert find(folder, origin) == (folder / "receipt.png").resolve()


def test_nothing_outside_is_found(tmp_path: Path) -> None:
    folder, secret = tmp_path / "files", tmp_path / "secret"
    folder.mkdir()
    secret.write_text("not yours")
    (folder / "link").symlink_to(secret)
    (folder / "sub").mkdir()
    for origin in ("../secret", "/etc/passwd", "link", "sub", "", "..", "a\0b", str(secret)):
        assert find(folder, origin) is None
