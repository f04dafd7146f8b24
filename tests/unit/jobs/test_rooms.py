"""Where workers write is theirs alone, though all users of a machine share its temporary files."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aics_app.jobs.rooms import begin, usual

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_users_of_one_machine_do_not_share_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    own = usual()
    assert own.parent == Path(tempfile.gettempdir())
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert usual().name == "aics-jobs-4711"
    assert usual() != own


def test_a_room_is_for_nobody_elses_eyes(tmp_path: Path) -> None:
    room = tmp_path / "jobs" / "bread"
    begin(room, NOON)
    assert [one.stat().st_mode & 0o777 for one in (room.parent, room)] == [0o700, 0o700]


def test_nothing_is_written_where_others_may_look_or_write(tmp_path: Path) -> None:
    rooms = tmp_path / "jobs"
    rooms.mkdir()
    rooms.chmod(0o755)
    with pytest.raises(PermissionError):
        begin(rooms / "bread", NOON)
    linked = tmp_path / "linked"
    linked.symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        begin(linked / "bread", NOON)
    assert list(rooms.iterdir()) == []


def test_nothing_is_written_in_a_folder_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tmp_path / "jobs"
    rooms.mkdir(mode=0o700)
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    with pytest.raises(PermissionError):
        begin(rooms / "bread", NOON)
    assert list(rooms.iterdir()) == []
