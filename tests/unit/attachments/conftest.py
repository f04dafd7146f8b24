"""The product at work, with files in the test's own folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from aics_app.accounts import queries as accounts
from aics_app.accounts.models import Actor
from aics_app.accounts.queries import actor_of
from aics_app.attachments.keeping import Attachments
from aics_app.attachments.models import Subject
from aics_app.chat import queries as chat
from aics_app.core.container import provide
from aics_app.storage.double import MemoryStorage
from tests.unit.attachments import samples
from tests.unit.chat.conftest import Desk, desk, make_desk  # noqa: F401 - its fixtures
from tests.unit.chat.speakers import take


@dataclass(frozen=True)
class Talk:
    """A conversation of Lena's that Anna has taken; Bert is of the staff too, Mallory is a stranger."""

    desk: Desk
    lena: AsyncClient
    anna: AsyncClient
    bert: AsyncClient
    mallory: AsyncClient
    path: str

    @property
    def conversation_id(self) -> str:
        """Its id."""
        return self.path.rsplit("/", 1)[1]

    async def actor(self, username: str) -> Actor:
        """One of them, for actions."""
        async with self.desk.db.reading() as session:
            user = await accounts.find_user(session, username)
        assert user is not None
        return actor_of(user)

    async def says(self, who: AsyncClient, *files: int, **body: Any) -> Response:
        """Post a message with these files."""
        return await who.post(
            f"{self.path}/messages", json={"content": "", "attachments": list(files), **body}
        )

    async def notes(self, who: AsyncClient, *files: int, **body: Any) -> Response:
        """Leave a note with these files."""
        return await who.post(f"{self.path}/notes", json={"content": "", "attachments": list(files), **body})


@pytest.fixture
async def talk(desk: Desk) -> Talk:  # noqa: F811 - the fixture
    """Lena and Anna talk; the AI is silent."""
    lena, mallory = await desk.shop.customer("lena"), await desk.shop.customer("mallory")
    anna, bert = await desk.shop.agent("anna"), await desk.shop.agent("bert")
    begun = (await lena.post("/api/conversations", json={"title": "Pans"})).json()
    made = Talk(desk, lena, anna, bert, mallory, f"/api/conversations/{begun['session_id']}")
    await take(desk, made.conversation_id, await made.actor("anna"))
    return made


@pytest.fixture
def memory(desk: Desk) -> MemoryStorage:  # noqa: F811 - the fixture
    """A storage that can be full or gone, in place of the folder."""
    storage = MemoryStorage()
    tools, readers = desk.replies.tools, {Subject.MESSAGE: chat.is_readable_message}
    provide(Attachments, Attachments(tools.db, tools.cache, storage, readers))
    return storage


@pytest.fixture
def folder(desk: Desk) -> Path:  # noqa: F811 - the fixture
    """Where files lie."""
    return desk.shop.settings.app.data_dir / "files"


def kept(folder: Path) -> list[Path]:
    """Every file there is."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def sent_up(who: AsyncClient, *files: tuple[str, bytes]) -> Response:
    """Upload these; a picture without any."""
    chosen = files or (("pan.png", samples.picture()),)
    return await who.post("/api/attachments", files=[("file", (name, content)) for name, content in chosen])


async def uploaded(who: AsyncClient, *files: tuple[str, bytes]) -> int:
    """The id of the first of them."""
    answer = await sent_up(who, *files)
    assert answer.status_code == 201, answer.text
    first: int = answer.json()["items"][0]["id"]
    return first
