"""All conversations are found by who may search them, as far as he sees, by all that is known of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from aics_app.accounts.models import Actor, Role, Scope, User
from aics_app.chat.models import Message, MessageType, Sender, Source
from aics_app.core.errors import Forbidden, Invalid
from aics_app.stats.queries import conversations as found
from aics_app.stats.queries.conversations import Found, Handled, Search
from tests.unit.stats.exports.conftest import NOON, Company, handed_off


async def search(company: Company, actor: Actor, limit: int = 50, cursor: str = "", **wanted: Any) -> Found:
    async with company.db.reading() as session:
        return await found.search(session, actor, Search(**wanted), cursor=cursor, limit=limit)


async def titles(company: Company, actor: Actor, **wanted: Any) -> list[str]:
    return [one.title for one in (await search(company, actor, **wanted)).talks]


@pytest.fixture
async def talks(company: Company, lena: Actor) -> dict[str, str]:
    """Three matters a minute apart; Anna had the middle one, Tom's is the last."""
    anna, tom = await company.person("anna", Role.AGENT), await company.person("tom", Role.CUSTOMER)
    lamp = await company.talk(lena, 1, NOON, "The lamp")
    refund = await company.talk(lena, 2, NOON + timedelta(minutes=1), "A refund")
    parcel = await company.talk(tom, 3, NOON + timedelta(minutes=2), "100% parcel")
    await company.add(handed_off(refund, lena, anna))
    await company.add(
        Message(
            user_id=lena.user_id,
            session_id=refund,
            content="She is _kind_",
            sender=Sender.AGENT,
            sender_id=anna.user_id,
            message_type=MessageType.NOTE,
            create_time=NOON,
        )
    )
    return {"lamp": lamp, "refund": refund, "parcel": parcel}


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["100% parcel", "A refund", "The lamp"]),
        ({"text": "lamp"}, ["The lamp"]),
        ({"text": "How?"}, ["100% parcel", "A refund", "The lamp"]),
        ({"text": "0%"}, ["100% parcel"]),
        ({"text": "%"}, ["100% parcel"]),
        ({"text": "_kind_"}, ["A refund"]),
        ({"text": "nothing of the sort"}, []),
        ({"person": "Lena"}, ["A refund", "The lamp"]),
        ({"person": "anna"}, ["A refund"]),
        ({"person": "%"}, []),
        ({"intent": "refund", "person": "tom"}, ["100% parcel"]),
        ({"intent": "invoice"}, []),
        ({"source": Source.FAQ, "text": "lamp"}, ["The lamp"]),
        ({"source": Source.LLM}, []),
        ({"score": 5}, ["A refund"]),
        ({"score": 1}, []),
        ({"helpful": True, "handled": Handled.AI}, ["100% parcel", "The lamp"]),
        ({"helpful": False}, []),
        ({"handled": Handled.PERSON}, ["A refund"]),
        ({"language": "zh"}, []),
        ({"since": NOON + timedelta(minutes=1)}, ["100% parcel", "A refund"]),
        ({"until": NOON + timedelta(minutes=1)}, ["The lamp"]),
    ],
)
async def test_found_by_what_is_known(
    company: Company, vera: Actor, wanted: dict[str, Any], expected: list[str]
) -> None:
    assert await titles(company, vera, **wanted) == expected


@pytest.mark.usefixtures("talks")
async def test_what_is_told_of_each(company: Company, vera: Actor) -> None:
    (one,) = (await search(company, vera, text="refund", handled=Handled.PERSON)).talks
    assert (one.customer, one.agents, one.handoffs, one.intents) == ("Lena", ("Anna",), 1, ("refund",))
    assert (one.questions, one.answers, one.helpful, one.unhelpful) == (1, 1, 1, 0)


@pytest.mark.usefixtures("talks")
@pytest.mark.parametrize("wanted", [{}, {"text": "How?"}])
async def test_page_by_page_each_comes_once(company: Company, vera: Actor, wanted: dict[str, Any]) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = await search(company, vera, limit=1, cursor=cursor, **wanted)
        seen += [one.title for one in page.talks]
        cursor = page.next_cursor or ""
    assert (seen, cursor) == (["100% parcel", "A refund", "The lamp"], "")


@pytest.mark.usefixtures("talks")
async def test_of_hundreds_of_one_name_everybody_is_found(company: Company, vera: Actor) -> None:
    names = [{"username": f"lena.{number}", "nickname": "Lena"} for number in range(250)]
    same = {"password": "-", "role": Role.CUSTOMER, "create_time": NOON, "update_time": NOON}
    await company.add(*(User(**one, **same) for one in names))
    last = await company.person("lena.last", Role.CUSTOMER)
    await company.talk(last, 99, NOON - timedelta(days=1), "The last Lena's")
    assert await titles(company, vera, person="Lena") == ["A refund", "The lamp", "The last Lena's"]


@pytest.mark.usefixtures("talks")
async def test_a_long_search_says_how_far_back_it_looked(
    company: Company, vera: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "STRETCH", 1)
    monkeypatch.setattr(found, "STRETCHES", 2)
    first = await search(company, vera, text="lamp")
    assert (list(first.talks), first.looked_back_to) == ([], NOON + timedelta(minutes=1))
    rest = await search(company, vera, text="lamp", cursor=first.next_cursor or "")
    assert [one.title for one in rest.talks] == ["The lamp"]


@pytest.mark.usefixtures("talks")
async def test_nobody_finds_more_than_he_may_see(company: Company, vera: Actor, lena: Actor) -> None:
    ben = await company.person("ben", Role.AGENT)
    narrow = replace(ben, rights=vera.rights, scope=Scope.OWN)
    assert await titles(company, narrow) == []
    assert await titles(company, narrow, text="How?") == []
    for stranger in (lena, ben):
        with pytest.raises(Forbidden):
            await search(company, stranger)


async def test_a_cursor_of_somebody_elses_making_is_refused(company: Company, vera: Actor) -> None:
    with pytest.raises(Invalid):
        await search(company, vera, cursor="nonsense")
