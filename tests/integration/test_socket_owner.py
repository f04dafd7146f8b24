"""A page's state is one sign-in's: not of whoever knows its token, nor of whoever signs in there next."""

import asyncio
import time

import pytest

from tests.integration.conftest import Counter
from tests.served import Person
from tests.socket_client import BOOT, CHAT, ROOT, PageSocket

SECRET = "my tulip bulbs came broken"
SLOW = {"rate": 20, "tokens": 60}
LANG = f"{ROOT}.aics_app___ui___i18n____lang"
HISTORY = f"{ROOT}.aics_app___chat___ui___history____history_state"


async def _loaded(page: PageSocket) -> None:
    await page.until(lambda: page.states.get(HISTORY, {}).get("loaded"))


async def _asked(counter: Counter, lena: Person, question: str = SECRET) -> PageSocket:
    """Lena's tab, with a finished answer in it."""
    page = counter.server.page(lena)
    await page.open()
    await page.end_of(await page.ask(question))
    await page.settle(0.1)  # the list of conversations comes last
    page.path = f"/chat/{page.chat['conversation_id']}"
    return page


def _learns_nothing(page: PageSocket, lena: Person) -> None:
    assert not page.pieces
    for secret in ("tulip", lena.name, lena.token):
        assert secret not in page.heard


@pytest.mark.parametrize(
    "first", [BOOT, f"{ROOT}.hydrate", f"{CHAT}.pull", f"{HISTORY}.load", f"{LANG}.switch"]
)
@pytest.mark.parametrize("who", ["nobody", "mallory"])
async def test_whoever_comes_with_lenas_token_sees_nothing_of_hers(
    counter: Counter, who: str, first: str
) -> None:
    lena = await counter.person()
    left = await _asked(counter, lena)
    await left.close()
    thief = await counter.person("mallory") if who == "mallory" else None
    async with counter.server.page(thief, token=left.token, path=left.path, boots=False) as page:
        await page.call(first, **({"code": "en"} if first.endswith("switch") else {}))
        await page.call(BOOT)
        await page.until(lambda: ROOT in page.states)
        await page.settle()
        assert page.token == left.token
        _learns_nothing(page, lena)
        assert not page.chat.get("messages")


@pytest.mark.parametrize("who", ["nobody", "mallory"])
async def test_an_answer_under_way_is_not_told_to_whoever_comes_with_lenas_token(
    counter: Counter, who: str
) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    thief = await counter.person("mallory") if who == "mallory" else None
    left = counter.server.page(lena)
    await left.open()
    answer = await left.ask(SECRET)
    await left.until(lambda: left.pieces)
    path = f"/chat/{left.chat['conversation_id']}"
    await left.close()
    async with counter.server.page(thief, token=left.token, boots=False) as page:
        await page.settle(0.5)
        await page.call(BOOT)
        await page.settle(0.5)
        assert page.token == left.token
        _learns_nothing(page, lena)
    async with counter.server.page(lena, token=left.token, path=path) as back:
        assert (await back.end_of(answer))["state"] == "done"


async def test_with_lena_there_her_token_opens_nothing(counter: Counter) -> None:
    lena = await counter.person()
    there = await _asked(counter, lena)
    heard = len(there.frames)
    mallory = await counter.person("mallory")
    async with counter.server.page(mallory, token=there.token, path=there.path) as page:
        await _loaded(page)
        await page.settle()
        _learns_nothing(page, lena)
    assert len(there.frames) == heard
    await there.end_of(await there.ask("and my roses"))
    await there.close()


async def test_lena_comes_back_to_her_tab_and_finds_everything(counter: Counter) -> None:
    lena = await counter.person()
    left = await _asked(counter, lena)
    await left.close()
    async with counter.server.page(lena, token=left.token, path=left.path) as back:
        await _loaded(back)
        assert back.token == left.token
        assert back.chat["messages"][0]["text"] == SECRET


async def test_the_next_person_to_sign_in_on_a_tab_sees_nothing_of_the_last(counter: Counter) -> None:
    lena, tom = await counter.person("lena"), await counter.person("tom")
    left = await _asked(counter, lena)
    await left.close()
    async with counter.server.page(tom, token=left.token, path="/chat") as page:
        await _loaded(page)
        _learns_nothing(page, lena)
        await page.end_of(await page.ask("do you sell pans"))
    async with counter.server.page(lena, token=left.token, path=left.path) as page:
        await _loaded(page)
        assert "pans" not in page.heard


async def test_a_new_sign_in_of_the_same_person_begins_anew_and_is_filled_again(counter: Counter) -> None:
    lena = await counter.person()
    left = await _asked(counter, lena)
    await left.close()
    again = await counter.site.sign_in(lena)
    async with counter.server.page(again, token=left.token, path=left.path) as page:
        await _loaded(page)
        assert page.chat["messages"][0]["text"] == SECRET


@pytest.mark.parametrize("ending", ["logout", "sessions"])
async def test_after_the_end_of_a_sign_in_its_open_page_gets_nothing_more(
    counter: Counter, ending: str
) -> None:
    counter.model.control(**SLOW)
    lena = await counter.person()
    other = await counter.site.sign_in(lena)
    async with counter.server.page(lena) as page, counter.server.page(other) as safe:
        answer = await page.ask(SECRET)
        await page.until(lambda: page.pieces)
        safe.path = f"/chat/{page.chat['conversation_id']}"
        await safe.go(safe.path)
        await safe.until(lambda: safe.pieces)
        ended = await _end(counter, lena, other, ending)
        heard, said = len(page.frames), len(safe.pieces[answer])
        await safe.end_of(answer)
        assert len(safe.pieces[answer]) > said
        assert page.frames[heard:] == []
        assert ended < 1
        await page.call(f"{CHAT}.pull")
        await page.call(f"{HISTORY}.load")
        await page.call(f"{ROOT}.hydrate")
        await page.settle()
        assert not [frame for frame in page.frames[heard:] if "tulip" in frame or lena.name in frame]
        assert "/login" in page.toasts


async def _end(counter: Counter, lena: Person, other: Person, way: str) -> float:
    """Lena signs out there, or ends all sign-ins but this one from here. Gives the seconds it took."""
    began = time.monotonic()
    if way == "logout":
        async with counter.server.client(lena) as client:
            assert (await client.post("/api/auth/logout")).status_code == 204
    else:
        async with counter.server.client(other) as client:
            assert (await client.delete("/api/auth/sessions")).status_code == 204
    await asyncio.sleep(0.1)
    return time.monotonic() - began
