"""What came of Lena's conversations, and how she seems to feel."""

from dataclasses import replace

import pytest

from aics_app.accounts.models import Actor, Right, Scope
from aics_app.core.errors import Forbidden, Invalid, NotFound
from aics_app.customers import queries, views
from aics_app.customers.queries import Satisfaction
from aics_app.customers.rules import Kind, Mood, Signal, Tone, mood_of, tone_of_score
from tests.unit.customers.conftest import NOON, Counter, after


def felt(*tones: Tone) -> list[Signal]:
    """An hour apart, the last at noon."""
    return [Signal(after(place - len(tones) + 1), Kind.FEEDBACK, tone) for place, tone in enumerate(tones)]


GOOD, MIXED, BAD = Tone.GOOD, Tone.MIXED, Tone.BAD


@pytest.mark.parametrize(
    ("tones", "mood"),
    [
        ((), Mood.UNKNOWN),
        ((GOOD,), Mood.CONTENT),
        ((BAD,), Mood.UPSET),
        ((MIXED,), Mood.MIXED),
        ((GOOD, GOOD, BAD), Mood.CONTENT),
        ((GOOD, BAD), Mood.UPSET),
        ((GOOD, MIXED), Mood.MIXED),
        ((BAD, BAD, BAD, GOOD, GOOD, GOOD, GOOD, GOOD, GOOD), Mood.CONTENT),
        ((GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, BAD, BAD, BAD), Mood.UPSET),
    ],
)
def test_the_mood_is_what_the_latest_signals_say(tones: tuple[Tone, ...], mood: Mood) -> None:
    assert mood_of(felt(*tones), NOON) == mood


def test_what_is_long_ago_says_nothing_of_today() -> None:
    assert mood_of(felt(BAD), after(24 * 91)) == Mood.UNKNOWN
    assert mood_of(felt(BAD), after(24 * 89)) == Mood.UPSET


def test_how_ratings_sound() -> None:
    assert [tone_of_score(score) for score in range(1, 6)] == [BAD, BAD, MIXED, GOOD, GOOD]


async def test_past_conversations_say_who_answered_and_what_came_of_it(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    tom = await counter.person("tom")
    await counter.talk(tom, "Not hers")
    first = await counter.talk(lena, "Refund", at=after(-3), solved=True)
    await counter.talk(lena, "Delivery", at=after(-2))
    await counter.served(first, anna, 4, after(-3))
    talks, following = await counter.read(queries.past_talks, anna, lena.user_id)
    assert [(one.conversation.title, one.by_person, one.score) for one in talks] == [
        ("Delivery", False, None),
        ("Refund", True, 4),
    ]
    assert [one.conversation.solved for one in talks] == [None, True]
    assert following is None


async def test_past_conversations_come_page_by_page(counter: Counter, anna: Actor, lena: Actor) -> None:
    for number in range(5):
        await counter.talk(lena, f"Matter {number}", at=after(-number // 2))
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        talks, cursor = await counter.read(queries.past_talks, anna, lena.user_id, cursor=cursor, limit=2)
        found += [one.conversation.title for one in talks]
    assert sorted(found) == [f"Matter {number}" for number in range(5)]
    with pytest.raises(Invalid):
        await counter.read(queries.past_talks, anna, lena.user_id, cursor="nonsense")


async def test_satisfaction_says_how_often_it_was_said(counter: Counter, anna: Actor, lena: Actor) -> None:
    nothing = await counter.read(queries.satisfaction, anna, lena.user_id)
    assert nothing == Satisfaction(None, 0, 0, 0, 0, 0)
    one = await counter.talk(lena, "One", solved=True)
    two = await counter.talk(lena, "Two", solved=False)
    await counter.answered(one, helpful=True)
    await counter.answered(one, helpful=True)
    await counter.answered(two, helpful=False)
    await counter.served(one, anna, 5)
    await counter.served(two, anna, 2)
    await counter.served(two, anna, None)
    said = await counter.read(queries.satisfaction, anna, lena.user_id)
    assert said == Satisfaction(3.5, 2, 2, 1, 1, 1)


async def test_signals_come_from_ratings_marks_ends_and_complaints(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    talk = await counter.talk(lena, "Late again", at=after(-4), solved=False)
    await counter.answered(talk, after(-3), intent="complaint")
    await counter.answered(talk, after(-2), intent="delivery", helpful=True)
    await counter.served(talk, anna, 3, after(-1))
    found = await counter.read(queries.signals, anna, lena.user_id)
    assert [(one.kind, one.tone, one.score) for one in found] == [
        (Kind.SOLVED, BAD, None),
        (Kind.COMPLAINT, BAD, None),
        (Kind.FEEDBACK, GOOD, None),
        (Kind.RATING, MIXED, 3),
    ]
    shown = await counter.read(views.get_shown, anna, lena.user_id, NOON)
    assert (shown.mood, shown.languages) == (Mood.UPSET, (("en", 1),))


async def test_sources_are_those_of_this_conversation_the_best_first(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    here, elsewhere = await counter.talk(lena, "Here"), await counter.talk(lena, "Elsewhere")
    await counter.answered(here, source=("Postage", 0.5))
    await counter.answered(here, source=("Refunds!", 0.9))
    await counter.answered(here, source=("Postage", 0.6))
    await counter.answered(elsewhere, source=("Sizes", 0.9))
    found = await counter.read(queries.sources, anna, here.id)
    assert [(one.title, one.score) for one in found] == [("Refunds!", 0.9), ("Postage", 0.6)]
    with pytest.raises(NotFound):
        await counter.read(queries.get_conversation, anna, "0" * 32)


async def test_files_are_those_that_were_sent_off(counter: Counter, anna: Actor, lena: Actor) -> None:
    tom = await counter.person("tom")
    await counter.sent(lena, "parcel.png", message_id=7)
    await counter.sent(lena, "never-sent.png", message_id=None)
    await counter.sent(tom, "his.pdf", message_id=8)
    await counter.sent(lena, "bill.pdf", message_id=9)
    assert [one.name for one in await counter.read(queries.files, anna, lena.user_id)] == [
        "bill.pdf",
        "parcel.png",
    ]
    with pytest.raises(Forbidden):
        await counter.read(queries.files, lena, lena.user_id)


async def test_of_matters_that_one_is_not_shown_neither_files_nor_marks_tell(
    counter: Counter, anna: Actor, lena: Actor
) -> None:
    """However far one sees: whoever only works at the desk is shown no conversations and no tickets."""
    talk = await counter.talk(lena, "Refund")
    await counter.answered(talk, helpful=False)
    await counter.sent(lena, "bill.pdf", message_id=9)
    olga = replace(anna, rights=frozenset({Right.DESK_WORK}), scope=Scope.ALL)
    assert len(await counter.read(queries.files, anna, lena.user_id)) == 1
    assert [one.kind for one in await counter.read(queries.signals, anna, lena.user_id)] == [Kind.FEEDBACK]
    assert await counter.read(queries.files, olga, lena.user_id) == []
    assert await counter.read(queries.signals, olga, lena.user_id) == []
    assert (await counter.read(queries.satisfaction, olga, lena.user_id)).unhelpful == 0
