"""Figures of conversations with the AI, on histories that are worked out by hand."""

from datetime import date

from aics_app.accounts.models import Role
from aics_app.chat.models import State
from aics_app.handoff.models import Status
from aics_app.stats.queries import Figure, Metric, Share, Slice, Window, shares, summary
from tests.unit.stats.conftest import ZONE, History, at

MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))
LATER = at("04-30 12:00")


async def figures(history: History, window: Window = MARCH, now=LATER) -> dict[Metric, Figure]:
    vera = await history.actor("vera", Role.ADMIN)
    return await history.read(summary, vera, window, tz=ZONE, now=now)


async def test_a_greeting_is_no_question_and_answering_it_no_answer(history: History) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"), source="none", intent="greeting")
    omar = await history.talk("omar", at("03-02 10:00"))
    await history.asked(omar, at("03-02 10:00"), source="none", intent="thanks")
    await history.asked(omar, at("03-02 10:01"), intent="refund")
    await history.asked(omar, at("03-02 10:02"), state=State.FAILED)
    # Lena only greets. Omar thanks, asks, and asks again without an answer: two questions, one answer.
    found = await figures(history)
    assert (found[Metric.QUESTIONS].value, found[Metric.AI_HANDLED].value) == (2, 1)


async def test_what_customers_say_to_a_person_is_no_question(history: History) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"))
    await history.said(lena, at("03-02 09:05"))
    await history.said(lena, at("03-02 09:06"), "anna")
    assert (await figures(history))[Metric.QUESTIONS].value == 1


async def test_resolved_is_what_was_confirmed_or_left_alone_for_a_day(history: History) -> None:
    # Confirmed: lena says so; mia by her thumb. Assumed: omar leaves. Not: noah is told nothing, pia says no,
    # quin asks for a person, rosa files a ticket. Seven handled, two confirmed, one assumed.
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"))
    await history.said_solved(lena, at("03-02 09:01"), solved=True)
    mia = await history.talk("mia", at("03-02 09:10"))
    await history.asked(mia, at("03-02 09:10"), helpful=True)
    omar = await history.talk("omar", at("03-02 09:20"))
    await history.asked(omar, at("03-02 09:20"))
    noah = await history.talk("noah", at("03-02 09:30"))
    await history.asked(noah, at("03-02 09:30"), source="none", intent="product")
    pia = await history.talk("pia", at("03-02 09:40"))
    await history.asked(pia, at("03-02 09:40"))
    await history.said_solved(pia, at("03-02 09:41"), solved=False)
    quin = await history.talk("quin", at("03-02 09:50"))
    await history.asked(quin, at("03-02 09:50"))
    await history.handoff(quin, at("03-02 09:55"), status=Status.CANCELLED, ended_at=at("03-02 09:56"))
    rosa = await history.talk("rosa", at("03-02 10:00"))
    await history.asked(rosa, at("03-02 10:00"))
    await history.ticket("rosa", at("03-02 18:00"), session_id=rosa)
    found = await figures(history)
    rate = found[Metric.AI_RESOLUTION_RATE]
    assert (rate.n, rate.value) == (7, 3 / 7)
    assert rate.parts == {"confirmed": 2 / 7, "assumed": 1 / 7, "open": 0}
    assert found[Metric.HANDOFF_RATE].value == 1 / 7


async def test_what_is_younger_than_a_day_is_undecided_and_counts_neither_way(history: History) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"))
    before = (await figures(history, now=at("03-03 08:59")))[Metric.AI_RESOLUTION_RATE]
    assert (before.value, before.n, before.parts["open"]) == (None, 0, 1)
    after = (await figures(history, now=at("03-03 09:00")))[Metric.AI_RESOLUTION_RATE]
    assert (after.value, after.n, after.parts["assumed"]) == (1, 1, 1)


async def test_who_asks_on_and_is_not_answered_has_not_left(history: History) -> None:
    # Lena's later questions failed, omar wanted a person, mia only says thanks.
    for name in ("lena", "omar", "mia"):
        await history.asked(await history.talk(name, at("03-02 09:00")), at("03-02 09:00"))
    for when in ("03-02 09:05", "03-02 23:05"):
        await history.asked("lena-0302010000", at(when), state=State.FAILED)
    await history.asked("omar-0302010000", at("03-02 09:05"), source="none", intent="handoff")
    await history.asked("mia-0302010000", at("03-02 09:05"), intent="thanks")
    rate = (await figures(history, now=at("03-03 09:05")))[Metric.AI_RESOLUTION_RATE]
    assert (rate.value, rate.n, rate.parts["open"]) == (1 / 3, 3, 0)


async def test_only_what_was_said_after_the_last_answer_confirms(history: History) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"))
    await history.said_solved(lena, at("03-02 09:01"), solved=True)
    await history.asked(lena, at("03-02 09:30"), source="none", intent="invoice")
    assert (await figures(history))[Metric.AI_RESOLUTION_RATE].value == 0


async def test_coming_again_within_a_week_with_the_same_takes_the_resolution_away(history: History) -> None:
    # Lena comes back after 6 days about refunds; omar after 6 days about an invoice; mia after 8 days.
    for name, again, intent in (
        ("lena", "03-08 08:00", "refund"),
        ("omar", "03-08 08:00", "invoice"),
        ("mia", "03-10 09:01", "refund"),
    ):
        first = await history.talk(name, at("03-02 09:00"))
        await history.asked(first, at("03-02 09:00"))
        second = await history.talk(name, at(again))
        await history.asked(second, at(again), intent=intent)
    rate = (await figures(history, Window(date(2026, 3, 2), date(2026, 3, 2))))[Metric.AI_RESOLUTION_RATE]
    assert (rate.n, rate.value) == (3, 2 / 3)


async def test_a_false_hit_is_a_thumb_down_or_the_same_asked_again_at_once(history: History) -> None:
    # Four answers from the cache: judged bad; asked again after 4 min, after 6 min; another question.
    lena = await history.talk("lena", at("03-02 09:00"))
    await history.asked(lena, at("03-02 09:00"), source="cache", helpful=False)
    for name, again, intent in (
        ("omar", "09:04", "refund"),
        ("mia", "09:06", "refund"),
        ("noah", "09:01", "invoice"),
    ):
        own = await history.talk(name, at("03-02 09:00"))
        await history.asked(own, at("03-02 09:00"), source="cache")
        await history.asked(own, at(f"03-02 {again}"), source="faq", intent=intent)
    found = await figures(history)
    assert (found[Metric.CACHE_HIT_RATE].n, found[Metric.CACHE_HIT_RATE].value) == (7, 4 / 7)
    assert (found[Metric.FALSE_HIT_RATE].n, found[Metric.FALSE_HIT_RATE].value) == (4, 2 / 4)


async def test_a_question_counts_for_its_local_day_and_the_whole_for_the_day_it_began(
    history: History,
) -> None:
    # 31 March 23:59 in Shanghai is still March; the second question is asked on 1 April.
    lena = await history.talk("lena", at("03-31 23:59"))
    await history.asked(lena, at("03-31 23:59"))
    await history.asked(lena, at("04-01 00:01"), source="llm")
    march = await figures(history)
    april = await figures(history, Window(date(2026, 4, 1), date(2026, 4, 30)))
    assert (march[Metric.QUESTIONS].value, april[Metric.QUESTIONS].value) == (1, 1)
    assert (march[Metric.AI_HANDLED].value, april[Metric.AI_HANDLED].value) == (1, None)
    assert april[Metric.QUESTIONS].previous == 1


async def test_shares_say_where_answers_come_from_and_what_was_wanted(history: History) -> None:
    lena = await history.talk("lena", at("03-02 09:00"))
    for minute, (source, intent) in enumerate((("faq", "refund"), ("faq", "invoice"), ("llm", "refund"))):
        await history.asked(lena, at(f"03-02 09:0{minute}"), source=source, intent=intent)
    vera = await history.actor("vera", Role.ADMIN)
    sources = await history.read(shares, vera, Share.SOURCES, MARCH, tz=ZONE, now=LATER)
    intents = await history.read(shares, vera, Share.INTENTS, MARCH, tz=ZONE, now=LATER)
    assert sources == [Slice("faq", 2), Slice("llm", 1)]
    assert intents == [Slice("refund", 2), Slice("invoice", 1)]


async def test_nothing_is_a_dash_and_never_nought_per_cent(history: History) -> None:
    found = await figures(history)
    assert {(figure.value, figure.n) for figure in found.values()} == {(None, 0)}
