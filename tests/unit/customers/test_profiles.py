"""What Anna and Ben write about Lena."""

import asyncio

import pytest

from aics_app.accounts.models import Actor, Role
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.customers import actions, queries
from aics_app.customers.actions import Change
from aics_app.customers.errors import CustomerChangedMeanwhile, TooManyTags
from aics_app.customers.models import MAX_TAGS, Level
from aics_app.customers.news import topic_of
from tests.unit.customers.conftest import NOON, Counter, after

GOLD = Change(Level.GOLD, "Likes short answers.")


async def say(counter: Counter, actor: Actor, about: Actor, wanted: Change, version: int = 0) -> None:
    await counter.do(actions.change, actor, about.user_id, wanted, version=version, at=NOON)


async def tag(counter: Counter, actor: Actor, about: Actor, word: str) -> str:
    return await counter.do(actions.add_tag, actor, about.user_id, word, NOON)


async def untag(counter: Counter, actor: Actor, about: Actor, word: str) -> None:
    await counter.do(actions.remove_tag, actor, about.user_id, word, NOON)


async def seen(counter: Counter, actor: Actor, about: Actor) -> tuple[str, str, tuple[str, ...], int]:
    found = await counter.read(queries.get_customer, actor, about.user_id)
    return found.level.value, found.remark, found.tags, found.version


async def test_nobody_has_written_anything_yet(counter: Counter, anna: Actor, lena: Actor) -> None:
    assert await seen(counter, anna, lena) == ("normal", "", (), 0)


async def test_what_anna_writes_ben_reads_and_the_audit_keeps(
    counter: Counter, anna: Actor, ben: Actor, lena: Actor
) -> None:
    counter.listen(topic_of(lena.user_id))
    await say(counter, anna, lena, GOLD)
    assert await seen(counter, ben, lena) == ("gold", "Likes short answers.", (), 1)
    found = await counter.read(queries.get_customer, ben, lena.user_id)
    assert found.changed_by == "Anna"
    told = {
        "level_before": "normal",
        "level": "gold",
        "remark_before": "",
        "remark": "Likes short answers.",
    }
    assert await counter.audited() == [("CustomerProfileChanged", anna.user_id, str(lena.user_id), told)]
    assert counter.heard == [{"type": "changed"}]


async def test_what_is_not_named_stays(counter: Counter, anna: Actor, lena: Actor) -> None:
    await say(counter, anna, lena, GOLD)
    await say(counter, anna, lena, Change(level=Level.VIP), version=1)
    assert await seen(counter, anna, lena) == ("vip", "Likes short answers.", (), 2)
    await say(counter, anna, lena, Change(remark=""), version=2)
    assert await seen(counter, anna, lena) == ("vip", "", (), 3)


async def test_whoever_saves_second_is_told_who_was_first(
    counter: Counter, anna: Actor, ben: Actor, lena: Actor
) -> None:
    await say(counter, anna, lena, GOLD)
    with pytest.raises(CustomerChangedMeanwhile) as refused:
        await say(counter, ben, lena, Change(remark="Likes long answers."))
    assert refused.value.params == {"name": "Anna", "version": 1}
    assert (await seen(counter, ben, lena))[1] == "Likes short answers."
    assert len(await counter.audited()) == 1


async def test_said_again_it_is_no_news(counter: Counter, anna: Actor, lena: Actor) -> None:
    await say(counter, anna, lena, GOLD)
    await say(counter, anna, lena, GOLD)
    assert (await seen(counter, anna, lena))[3] == 1
    assert len(await counter.audited()) == 1


async def test_of_many_at_once_one_is_first_and_the_others_are_told(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    for version in (0, 1):
        said = [Change(remark=f"{version}.{number}") for number in range(6)]
        done = await asyncio.gather(
            *(say(counter, anna, lena, one, version) for one in said), return_exceptions=True
        )
        assert sum(one is None for one in done) == 1
        assert sum(isinstance(one, CustomerChangedMeanwhile) for one in done) == 5
        winner = said[done.index(None)].remark
        assert await seen(counter, anna, lena) == ("normal", winner, (), version + 1)
    assert len(await counter.audited()) == 2


async def test_tags_are_spelled_as_others_spell_them(counter: Counter, anna: Actor, lena: Actor) -> None:
    tom = await counter.person("tom")
    assert await tag(counter, anna, lena, "  Big   buyer ") == "Big buyer"
    assert await tag(counter, anna, tom, "BIG BUYER") == "Big buyer"
    await tag(counter, anna, lena, "常客")
    assert (await seen(counter, anna, lena))[2] == ("Big buyer", "常客")
    assert await counter.read(queries.known_tags, anna) == ["Big buyer", "常客"]
    assert await counter.read(queries.known_tags, anna, like="buy") == ["Big buyer"]
    assert await counter.read(queries.known_tags, anna, like="%") == []


async def test_a_tag_is_there_once_and_goes_once(
    counter: Counter, anna: Actor, ben: Actor, lena: Actor
) -> None:
    for who in (anna, ben, anna):
        await tag(counter, who, lena, "wholesale")
    assert (await seen(counter, anna, lena))[2] == ("wholesale",)
    for _ in range(2):
        await untag(counter, ben, lena, "Wholesale")
    assert (await seen(counter, anna, lena))[2] == ()
    assert [(what, who) for what, who, _, _ in await counter.audited()] == [
        ("CustomerTagged", anna.user_id),
        ("CustomerUntagged", ben.user_id),
    ]


async def test_the_same_tag_from_many_hands_at_once(counter: Counter, anna: Actor, lena: Actor) -> None:
    await asyncio.gather(*(tag(counter, anna, lena, word) for word in ("vip", "VIP", "Vip", "new", "new")))
    tags = (await seen(counter, anna, lena))[2]
    assert sorted(word.lower() for word in tags) == ["new", "vip"]
    assert len(await counter.audited()) == 2


async def test_there_are_only_so_many_tags(counter: Counter, anna: Actor, lena: Actor) -> None:
    for number in range(MAX_TAGS):
        await tag(counter, anna, lena, f"tag {number}")
    with pytest.raises(TooManyTags):
        await tag(counter, anna, lena, "one more")
    assert await tag(counter, anna, lena, "tag 3") == "tag 3"


@pytest.mark.parametrize("word", ["", "   ", "!?", "x" * 31, "\u202e"])
async def test_a_tag_that_is_none_is_refused(counter: Counter, anna: Actor, lena: Actor, word: str) -> None:
    with pytest.raises(Invalid):
        await tag(counter, anna, lena, word)


async def test_a_remark_has_its_length_and_no_tricks(counter: Counter, anna: Actor, lena: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await say(counter, anna, lena, Change(remark="x" * 1001))
    assert refused.value.fields == {"remark": "too_long"}
    await say(counter, anna, lena, Change(remark=" Pays \u202elate.\x00 "))
    assert (await seen(counter, anna, lena))[1] == "Pays late."


async def test_customers_neither_read_nor_write_not_even_about_themselves(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    await say(counter, anna, lena, GOLD)
    tom = await counter.person("tom")
    for customer in (lena, tom):
        for act in (
            lambda who: counter.read(queries.get_customer, who, lena.user_id),
            lambda who: counter.read(queries.known_tags, who),
            lambda who: counter.read(queries.past_talks, who, lena.user_id),
            lambda who: say(counter, who, lena, Change(level=Level.VIP), 1),
            lambda who: tag(counter, who, lena, "me"),
            lambda who: untag(counter, who, lena, "me"),
        ):
            with pytest.raises(Forbidden):
                await act(customer)
    assert await seen(counter, anna, lena) == ("gold", "Likes short answers.", (), 1)


async def test_strangers_and_colleagues_have_no_profile_unless_they_ask_something(
    counter: Counter, anna: Actor, ben: Actor
) -> None:
    for user_id in (ben.user_id, 987_654_321):
        with pytest.raises(NotFound):
            await counter.read(queries.get_customer, anna, user_id)
        with pytest.raises(NotFound):
            await counter.do(actions.change, anna, user_id, GOLD, version=0, at=after(1))
        with pytest.raises(NotFound):
            await counter.do(actions.add_tag, anna, user_id, "x1", after(1))
    await counter.talk(ben, "Where is my own parcel?")
    await say(counter, anna, ben, GOLD)
    with pytest.raises(NotFound):  # what is written about him is for the others
        await counter.read(queries.get_customer, ben, ben.user_id)


async def test_administrators_write_as_agents_do(counter: Counter, lena: Actor) -> None:
    vera = await counter.person("vera", Role.ADMIN)
    await say(counter, vera, lena, GOLD)
    assert (await seen(counter, vera, lena))[0] == "gold"
