"""Files are sent with messages and notes: by their owner, once, to whoever may read the words."""

import asyncio

import pytest
from sqlalchemy import select
from sqlmodel import col

from aics_app.chat.replies import follow
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.core.events import Activity
from tests.unit.attachments import samples
from tests.unit.attachments.conftest import Talk, sent_up, uploaded
from tests.unit.chat.conftest import Desk


async def test_the_customer_sends_a_picture_without_a_word_and_the_agent_sees_it(talk: Talk) -> None:
    file_id = await uploaded(talk.lena, ("锅.jpg", samples.photograph()))
    said = await talk.says(talk.lena, file_id)
    assert (said.status_code, said.json()["content"]) == (201, "")
    (shown,) = (await talk.anna.get(f"{talk.path}/messages")).json()["items"]
    (file,) = shown["attachments"]
    assert (file["id"], file["name"], file["kind"]) == (file_id, "锅.jpg", "picture")
    assert (await talk.anna.get(f"/api/attachments/{file_id}")).content == samples.photograph()
    assert (await talk.bert.get(f"/api/attachments/{file_id}")).status_code == 200
    assert (await talk.mallory.get(f"/api/attachments/{file_id}")).status_code == 404


async def test_lists_name_what_was_sent_without_words(talk: Talk) -> None:
    async def latest() -> tuple[str, str | None]:
        found = (await talk.lena.get(talk.path)).json()
        return found["preview"], found["preview_kind"]

    await talk.says(talk.lena, await uploaded(talk.lena, ("锅.png", samples.picture())))
    assert await latest() == ("锅.png", "picture")
    await talk.says(talk.anna, await uploaded(talk.anna, ("offer.pdf", samples.PDF)))
    assert await latest() == ("offer.pdf", "file")
    await talk.says(talk.anna, await uploaded(talk.anna), content="Like this one?")
    assert await latest() == ("Like this one?", None)


async def test_a_file_of_a_note_is_the_staffs_alone(talk: Talk) -> None:
    file_id = await uploaded(talk.anna, ("complaint.pdf", samples.PDF))
    assert (await talk.notes(talk.anna, file_id)).status_code == 201
    assert (await talk.bert.get(f"/api/attachments/{file_id}")).status_code == 200
    for outside in (talk.lena, talk.mallory):
        assert (await outside.get(f"/api/attachments/{file_id}")).status_code == 404
    said = (await talk.lena.get(f"{talk.path}/messages")).text
    assert "complaint" not in said


async def test_nobody_sends_what_is_not_his_or_not_there(talk: Talk) -> None:
    foreign, own = await uploaded(talk.mallory), await uploaded(talk.lena)
    for files in ([foreign], [own, foreign], [own, 10**9]):
        answer = await talk.says(talk.lena, *files, content="Look")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await talk.anna.get(f"{talk.path}/messages")).json()["items"] == []
    assert (await talk.lena.get(f"/api/attachments/{own}")).status_code == 200
    assert (await talk.mallory.get(f"/api/attachments/{foreign}")).status_code == 200


async def test_a_file_is_sent_once(talk: Talk) -> None:
    file_id = await uploaded(talk.lena)
    assert (await talk.says(talk.lena, file_id, content="Here")).status_code == 201
    again = await talk.says(talk.lena, file_id, content="And here")
    assert (again.status_code, again.json()["code"]) == (409, "already_sent")
    assert (await talk.lena.delete(f"/api/attachments/{file_id}")).status_code == 409
    assert len((await talk.anna.get(f"{talk.path}/messages")).json()["items"]) == 1


async def test_the_same_message_twice_binds_once(talk: Talk) -> None:
    file_id = await uploaded(talk.lena)
    body = {"content": "Here", "client_id": "c" * 32}
    answers = await asyncio.gather(*(talk.says(talk.lena, file_id, **body) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    (shown,) = (await talk.anna.get(f"{talk.path}/messages")).json()["items"]
    assert [file["id"] for file in shown["attachments"]] == [file_id]


async def test_two_messages_at_once_do_not_share_a_file(talk: Talk) -> None:
    file_id = await uploaded(talk.lena)
    answers = await asyncio.gather(
        *(talk.says(talk.lena, file_id, content=words) for words in ("One", "Two", "Three"))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    items = (await talk.anna.get(f"{talk.path}/messages")).json()["items"]
    assert [len(item["attachments"]) for item in items] == [1]


async def test_without_the_word_nothing_is_sent(talk: Talk) -> None:
    file_id = await uploaded(talk.bert)
    refused = await talk.says(talk.bert, file_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_speaking")
    stranger = await talk.says(talk.mallory, await uploaded(talk.mallory))
    assert stranger.status_code == 404
    assert (await talk.bert.delete(f"/api/attachments/{file_id}")).status_code == 204  # still pending


@pytest.mark.parametrize("files", [["x"], [0], [-1], [2**63], list(range(1, 12)), "1", [None]])
async def test_ids_that_are_none_are_refused(talk: Talk, files: object) -> None:
    answer = await talk.lena.post(f"{talk.path}/messages", json={"content": "x", "attachments": files})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_neither_words_nor_files_are_nothing(talk: Talk) -> None:
    for body in ({"content": " "}, {"content": "", "attachments": []}):
        answer = await talk.lena.post(f"{talk.path}/messages", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "question_empty")


async def test_a_question_to_the_ai_needs_words_and_the_ai_hears_only_those(desk: Desk) -> None:
    lena = await desk.person("lena")
    client = await desk.shop.client(authorization=f"Bearer {await desk.shop.token('lena')}")
    begun = (await client.post("/api/conversations", json={"title": "Pans"})).json()["session_id"]
    path = f"/api/conversations/{begun}/messages"
    file_id = await uploaded(client, ("secret plan.png", samples.picture()))
    wordless = await client.post(path, json={"content": "", "attachments": [file_id]})
    assert (wordless.status_code, wordless.json()["code"]) == (422, "files_need_words")
    asked = await client.post(path, json={"content": "Tell me about whales", "attachments": [file_id]})
    assert asked.status_code == 201
    assert [file["id"] for file in asked.json()["attachments"]] == [file_id]
    async for _ in follow(desk.replies, begun, asked.json()["id"] + 1):
        pass
    await desk.answered(lena, "And where do they live?", begun)
    assert desk.model.asked
    assert "secret plan" not in str(desk.model.asked)
    assert (await client.get(f"/api/attachments/{file_id}")).status_code == 200


async def test_what_was_sent_is_kept_as_a_fact_without_names(talk: Talk) -> None:
    files = (await sent_up(talk.lena, ("a.pdf", samples.PDF), ("b.txt", b"words"))).json()["items"]
    said = (await talk.says(talk.lena, *(file["id"] for file in files))).json()
    async with use(Database).reading() as session:
        chosen = select(Activity).where(col(Activity.event) == "FilesSent")
        (fact,) = (await session.execute(chosen)).scalars()
    assert fact.data == {
        "subject_kind": "message",
        "to_id": said["id"],
        "count": 2,
        "bytes": len(samples.PDF) + 5,
    }


async def test_a_conversation_is_found_by_what_was_sent_but_not_by_what_the_staff_noted(talk: Talk) -> None:
    await talk.says(talk.lena, await uploaded(talk.lena, ("broken pan 100%.png", samples.picture())))
    await talk.notes(talk.anna, await uploaded(talk.anna, ("blacklist.pdf", samples.PDF)))

    async def found(words: str) -> int:
        return len((await talk.lena.get("/api/conversations", params={"q": words})).json()["items"])

    assert (await found("broken pan"), await found("100%.p"), await found("blacklist")) == (1, 1, 0)
