"""Canned replies: whose they are, who may write them, and what happens when two write at once."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from aics_app.accounts.models import Actor
from aics_app.core.errors import AppError, Forbidden, Invalid, NotFound
from aics_app.desk import actions, queries, views
from aics_app.desk.actions import Change, canned
from aics_app.desk.errors import (
    CannedReplyChangedMeanwhile,
    CannedReplyNotFound,
    ShortcutTaken,
    TooManyCannedReplies,
)
from aics_app.desk.models import CannedReply
from aics_app.desk.queries import CannedFilter
from aics_app.desk.rules.canned import Draft
from tests.unit.handoff.conftest import NOON, Floor, after

HELLO = Draft("hello", "Greeting", "Hello {{customer}}, this is {{agent}}.", "en")
SHARED = replace(HELLO, shared=True)


async def _made(floor: Floor, actor: Actor, draft: Draft = HELLO) -> CannedReply:
    return await floor.do(actions.create, actor, draft, NOON)


async def _seen(floor: Floor, actor: Actor, q: str = "", shared: bool | None = None) -> list[str]:
    found, _ = await floor.read(queries.canned_replies, actor, CannedFilter(q, shared))
    return [one.shortcut for one in found]


async def test_an_agent_keeps_his_own_and_nobody_else_sees_them(
    floor: Floor, otto: Actor, olga: Actor
) -> None:
    own = await _made(floor, otto)
    assert (own.owner_id, own.version, own.use_count) == (otto.user_id, 1, 0)
    assert await _seen(floor, otto) == ["hello"]
    assert await _seen(floor, olga) == []
    with pytest.raises(CannedReplyNotFound):
        await floor.read(queries.get_canned_reply, olga, own.id)


async def test_what_is_shared_is_everybodys_to_use_and_few_peoples_to_write(
    floor: Floor, otto: Actor, vera: Actor
) -> None:
    with pytest.raises(Forbidden):
        await _made(floor, otto, SHARED)
    shared = await _made(floor, vera, SHARED)
    assert await _seen(floor, otto) == ["hello"]
    await floor.do(actions.count_use, otto, shared.id)
    change = Change(replace(SHARED, text="Hi."), version=1)
    for act in (
        lambda: floor.do(actions.change, otto, shared.id, change, after(1)),
        lambda: floor.do(actions.change, otto, shared.id, Change(HELLO, version=1), after(1)),
        lambda: floor.do(actions.delete, otto, shared.id, version=1, at=after(1)),
    ):
        with pytest.raises(Forbidden):
            await act()
    changed = await floor.do(actions.change, vera, shared.id, change, after(1))
    assert (changed.text, changed.version, changed.use_count) == ("Hi.", 2, 1)


async def test_a_colleagues_own_is_not_there_for_any_act(
    floor: Floor, otto: Actor, olga: Actor, vera: Actor
) -> None:
    own = await _made(floor, otto)
    for stranger in (olga, vera):
        for act in (
            lambda who: floor.do(actions.change, who, own.id, Change(HELLO, version=1), after(1)),
            lambda who: floor.do(actions.delete, who, own.id, version=1, at=after(1)),
            lambda who: floor.do(actions.count_use, who, own.id),
        ):
            with pytest.raises(CannedReplyNotFound):
                await act(stranger)


async def test_customers_have_none(floor: Floor, lena: Actor) -> None:
    for act in (
        lambda: _made(floor, lena),
        lambda: _seen(floor, lena),
        lambda: floor.do(actions.count_use, lena, 1),
        lambda: floor.read(views.variables, lena, "0" * 32, company="Acorn"),
    ):
        with pytest.raises(Forbidden):
            await act()


async def test_a_shortcut_is_taken_once_by_each_owner(floor: Floor, otto: Actor, vera: Actor) -> None:
    await _made(floor, otto)
    with pytest.raises(ShortcutTaken) as refused:
        await _made(floor, otto, replace(HELLO, shortcut="/HELLO"))
    assert refused.value.params == {"shortcut": "hello"}
    await _made(floor, vera, SHARED)  # one's own and everybody's may have the same
    other = await _made(floor, otto, replace(HELLO, shortcut="bye"))
    with pytest.raises(ShortcutTaken):
        await floor.do(actions.change, otto, other.id, Change(HELLO, version=1), after(1))
    assert sorted(await _seen(floor, otto)) == ["bye", "hello", "hello"]


async def test_two_who_keep_the_same_shortcut_at_once_keep_it_once(floor: Floor, vera: Actor) -> None:
    outcomes = await asyncio.gather(*(_made(floor, vera, SHARED) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, CannedReply) for one in outcomes) == 1
    assert sum(isinstance(one, ShortcutTaken) for one in outcomes) == 3


async def test_of_two_who_saved_the_same_version_the_second_is_told(floor: Floor, vera: Actor) -> None:
    shared = await _made(floor, vera, SHARED)
    changes = [Change(replace(SHARED, text=text), version=1) for text in ("Mine.", "Yours.", "Theirs.")]
    outcomes = await asyncio.gather(
        *(floor.do(actions.change, vera, shared.id, change, after(1)) for change in changes),
        return_exceptions=True,
    )
    assert sum(isinstance(one, CannedReply) for one in outcomes) == 1
    refused = [one for one in outcomes if isinstance(one, AppError)]
    assert [(type(one), one.params) for one in refused] == [(CannedReplyChangedMeanwhile, {"version": 2})] * 2
    with pytest.raises(CannedReplyChangedMeanwhile):
        await floor.do(actions.delete, vera, shared.id, version=1, at=after(2))


async def test_saved_again_unchanged_it_is_the_same_version(floor: Floor, otto: Actor) -> None:
    own = await _made(floor, otto)
    same = await floor.do(actions.change, otto, own.id, Change(HELLO, version=1), after(1))
    assert (same.version, same.updated_at) == (1, NOON)


async def test_one_that_is_gone_is_gone(floor: Floor, otto: Actor) -> None:
    own = await _made(floor, otto)
    await floor.do(actions.delete, otto, own.id, version=1, at=after(1))
    with pytest.raises(CannedReplyNotFound):
        await floor.do(actions.delete, otto, own.id, version=1, at=after(2))
    assert [type(fact).__name__ for fact in floor.told if fact.subject_type == "canned_reply"] == [
        "CannedReplyCreated",
        "CannedReplyDeleted",
    ]


async def test_ones_own_becomes_everybodys_and_ones_own_again(floor: Floor, vera: Actor, otto: Actor) -> None:
    own = await _made(floor, vera)
    await floor.do(actions.change, vera, own.id, Change(SHARED, version=1), after(1))
    assert await _seen(floor, otto) == ["hello"]
    await floor.do(actions.change, vera, own.id, Change(HELLO, version=2), after(2))
    assert await _seen(floor, otto) == []
    told = [fact.data() for fact in floor.told if type(fact).__name__ == "CannedReplyEdited"]
    assert [fact["fields"] for fact in told] == [["owner_id", "owner_key"]] * 2
    owners = [(fact["before"]["owner_id"], fact["after"]["owner_id"]) for fact in told]
    assert owners == [(vera.user_id, None), (None, vera.user_id)]


async def test_what_somebody_wrote_for_himself_alone_is_not_kept(floor: Floor, vera: Actor) -> None:
    own = await _made(floor, vera)
    for version, text, shared in ((1, "Mine.", False), (2, "Ours.", True), (3, "Everybody's.", True)):
        draft = replace(HELLO, text=text, shared=shared)
        await floor.do(actions.change, vera, own.id, Change(draft, version=version), after(version))
    told = [fact.data() for fact in floor.told if type(fact).__name__ == "CannedReplyEdited"]
    kept = [(one["before"].get("text"), one["after"].get("text")) for one in told]
    assert kept == [(None, None), (None, "Ours."), ("Ours.", "Everybody's.")]
    assert all("text" in one["fields"] for one in told)


async def test_the_most_used_come_first_page_by_page(floor: Floor, otto: Actor, vera: Actor) -> None:
    made = {name: await _made(floor, otto, replace(HELLO, shortcut=name)) for name in ("a", "b", "c")}
    made["d"] = await _made(floor, vera, replace(SHARED, shortcut="d"))
    for name in ("c", "c", "d"):
        await floor.do(actions.count_use, otto, made[name].id)
    first, cursor = await floor.read(queries.canned_replies, otto, CannedFilter(), limit=2)
    rest, end = await floor.read(queries.canned_replies, otto, CannedFilter(), limit=2, cursor=cursor)
    assert [one.shortcut for one in (*first, *rest)] == ["c", "d", "a", "b"]
    assert end is None
    for cursor in ("x", "eHw5", "OTl8OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"):
        with pytest.raises(Invalid):
            await floor.read(queries.canned_replies, otto, CannedFilter(), cursor=cursor)


async def test_uses_at_the_same_instant_all_count(floor: Floor, otto: Actor) -> None:
    own = await _made(floor, otto)
    await asyncio.gather(*(floor.do(actions.count_use, otto, own.id) for _ in range(5)))
    found = await floor.read(queries.get_canned_reply, otto, own.id)
    assert found.use_count == 5


async def test_it_is_found_by_shortcut_title_and_text_in_both_scripts(
    floor: Floor, otto: Actor, vera: Actor
) -> None:
    await _made(floor, otto, Draft("tk", "退款说明", "三天到账 100%。", "zh"))
    await _made(floor, vera, Draft("ship", "Delivery", "It takes two days.", "en", shared=True))
    found = {q: await _seen(floor, otto, q) for q in ("tk", "退款", "到账", "DELIVERY", "two days", "%", "_")}
    assert found == {
        "tk": ["tk"],
        "退款": ["tk"],
        "到账": ["tk"],
        "DELIVERY": ["ship"],
        "two days": ["ship"],
        "%": ["tk"],
        "_": [],
    }
    assert await _seen(floor, otto, shared=True) == ["ship"]
    assert await _seen(floor, otto, shared=False) == ["tk"]


async def test_there_is_room_for_so_many(floor: Floor, otto: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canned, "MOST_OWN", 1)
    await _made(floor, otto)
    with pytest.raises(TooManyCannedReplies):
        await _made(floor, otto, replace(HELLO, shortcut="bye"))


async def test_nonsense_is_refused_with_its_fields(floor: Floor, otto: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await _made(floor, otto, Draft("two words", "", ""))
    assert refused.value.fields == {"shortcut": "shortcut_form", "text": "required"}


@pytest.mark.parametrize("wrong", [{"owner_key": 7}, {"language": "fr"}, {"use_count": -1}])
async def test_the_database_says_no_too(floor: Floor, otto: Actor, wrong: dict[str, object]) -> None:
    row = {
        "owner_id": otto.user_id,
        "owner_key": otto.user_id,
        "shortcut": "x",
        "title": "x",
        "text": "x",
        "language": "any",
        "use_count": 0,
        "version": 1,
        "created_at": NOON,
        "updated_at": NOON,
    }

    async def written(session: AsyncSession) -> None:
        await session.execute(insert(CannedReply).values(**{**row, **wrong}))

    with pytest.raises((IntegrityError, AppError)):  # MariaDB calls a broken check an operational fault
        await floor.do(written)
    assert await _seen(floor, otto) == []


async def test_variables_are_the_conversations(floor: Floor, otto: Actor, lena: Actor) -> None:
    handoff = await floor.waiting(lena)
    known = await floor.read(views.variables, otto, handoff.session_id, company="Acorn")
    assert known == {"customer": "Lena", "agent": "Otto", "company": "Acorn", "order_no": ""}
    with pytest.raises(NotFound):
        await floor.read(views.variables, otto, "0" * 32, company="Acorn")
