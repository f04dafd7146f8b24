"""Figures of hand-offs and tickets, on histories that are worked out by hand."""

from datetime import date

from aics_app.accounts.models import Role
from aics_app.chat.models import State
from aics_app.handoff.models import Status
from aics_app.stats.queries import Figure, Granularity, Metric, Window, ranking, series, summary
from aics_app.stats.queries.export_rows import talks_of
from aics_app.tickets.models import Clock
from aics_app.workforce.models import BusinessSlot
from tests.unit.stats.conftest import ZONE, History, at

MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))
LATER = at("04-30 12:00")


async def figures(
    history: History, *, business: bool = False, window: Window = MARCH
) -> dict[Metric, Figure]:
    vera = await history.actor("vera", Role.ADMIN)
    return await history.read(summary, vera, window, tz=ZONE, business=business, now=LATER)


async def chat(history: History, name: str, taken: str, reply: str, ended: str, **more) -> int:
    """A chat queued at 10:00 on 2 March, with a first word of Anna's."""
    talk = await history.talk(name, at("03-02 09:59"))
    await history.asked(talk, at("03-02 09:59"))
    own = await history.handoff(
        talk,
        at("03-02 10:00"),
        status=Status.CLOSED,
        agent="anna",
        taken_at=at(f"03-02 {taken}"),
        first_reply_at=at(f"03-02 {reply}"),
        ended_at=at(f"03-02 {ended}"),
        **more,
    )
    await history.said(talk, at(f"03-02 {reply}"), "anna")
    return own


async def test_waits_have_a_mean_and_a_median_and_who_left_is_abandoned(history: History) -> None:
    # Waits of 1, 2 and 9 minutes: mean 4, median 2. First words after 2, 3 and 10: mean 5, median 3.
    # One of four was never taken.
    await chat(history, "lena", "10:01", "10:02", "10:20")
    await chat(history, "omar", "10:02", "10:03", "10:20")
    await chat(history, "mia", "10:09", "10:10", "10:20")
    gone = await history.talk("noah", at("03-02 10:00"))
    await history.handoff(gone, at("03-02 10:00"), status=Status.EXPIRED, ended_at=at("03-02 10:30"))
    found = await figures(history)
    assert (found[Metric.QUEUE_WAIT].value, found[Metric.QUEUE_WAIT].median) == (240, 120)
    assert found[Metric.QUEUE_WAIT].n == 3
    assert (found[Metric.FIRST_RESPONSE_CHAT].value, found[Metric.FIRST_RESPONSE_CHAT].median) == (300, 180)
    assert (found[Metric.ABANDON_RATE].value, found[Metric.ABANDON_RATE].n) == (1 / 4, 4)


async def test_notes_and_waits_that_go_on_are_no_reply(history: History) -> None:
    talk = await history.talk("lena", at("03-02 10:00"))
    await history.handoff(
        talk, at("03-02 10:00"), status=Status.ACTIVE, agent="anna", taken_at=at("03-02 10:01")
    )
    await history.said(talk, at("03-02 10:02"), "anna", note=True)
    found = await figures(history)
    assert found[Metric.FIRST_RESPONSE_CHAT].n == found[Metric.TIMELY_REPLY_RATE].n == 0
    assert found[Metric.QUEUE_WAIT].value == 60


async def test_a_chat_is_timely_when_every_word_was_answered_in_three_minutes(history: History) -> None:
    # Lena waits 2 min for an answer, and thanks 1 min before the end. Omar waits 4 minutes.
    # Mia's chat was only taken up 5 minutes after it was taken. Waits for a reply: 120 and 240 s.
    for name, said in (("lena", ["10:05", "10:07", "10:19"]), ("omar", ["10:05", "10:09"])):
        await chat(history, name, "10:01", "10:02", "10:20")
        for place, minute in enumerate(said):
            await history.said(f"{name}-0302015900", at(f"03-02 {minute}"), "anna" if place == 1 else "")
    await chat(history, "mia", "10:01", "10:06", "10:20")
    found = await figures(history)
    assert (found[Metric.TIMELY_REPLY_RATE].value, found[Metric.TIMELY_REPLY_RATE].n) == (1 / 3, 3)
    assert (found[Metric.CUSTOMER_WAIT].value, found[Metric.CUSTOMER_WAIT].n) == (180, 2)


async def test_a_chat_in_which_nobody_answered_is_not_timely_however_soon_it_was_ended(
    history: History,
) -> None:
    lena = await history.talk("lena", at("03-02 10:00"))
    taken, ended = at("03-02 10:01"), at("03-02 10:03")
    await history.handoff(
        lena, at("03-02 10:00"), status=Status.CLOSED, agent="anna", taken_at=taken, ended_at=ended
    )
    await history.said(lena, at("03-02 10:02"))
    found = await figures(history)
    assert (found[Metric.TIMELY_REPLY_RATE].value, found[Metric.TIMELY_REPLY_RATE].n) == (0, 1)


async def test_satisfaction_is_split_by_who_served(history: History) -> None:
    # AI alone: lena yes, omar no, mia says nothing: 50 of 2, asked 3. AI and person: 5 and 3, so 50.
    # Person: a ticket with 4: 100 of 1, asked 2. Together: 3 of 5 good, 7 asked.
    for name, solved in (("lena", True), ("omar", False), ("mia", None)):
        talk = await history.talk(name, at("03-02 09:00"))
        await history.asked(talk, at("03-02 09:00"))
        if solved is not None:
            await history.said_solved(talk, at("03-02 09:01"), solved=solved)
    await chat(history, "noah", "10:01", "10:02", "10:20", score=5)
    await chat(history, "pia", "10:01", "10:02", "10:20", score=3)
    for name, score in (("quin", 4), ("rosa", None)):
        ticket = await history.ticket(name, at("03-02 09:00"), user_feedback=score)
        await history.moved(ticket, at("03-02 12:00"), "open", "resolved")
    found = await figures(history)
    own = {
        metric: (found[metric].value, found[metric].n, found[metric].parts["asked"])
        for metric in (Metric.CSAT_AI, Metric.CSAT_MIXED, Metric.CSAT_PERSON)
    }
    assert own == {
        Metric.CSAT_AI: (50, 2, 3),
        Metric.CSAT_MIXED: (50, 2, 2),
        Metric.CSAT_PERSON: (100, 1, 2),
    }
    assert (found[Metric.CSAT].value, found[Metric.CSAT].n) == (60, 5)
    assert found[Metric.CSAT].parts["response_rate"] == 5 / 7


async def test_the_ai_answered_before_a_person_exactly_if_it_counts_as_an_answer(history: History) -> None:
    # Lena is told that it is out of scope, which is an answer; omar is greeted, and told that somebody comes.
    for name, intents in (("lena", ["out_of_scope"]), ("omar", ["greeting", "handoff"])):
        talk = await history.talk(name, at("03-02 09:00"))
        for intent in intents:
            await history.asked(talk, at("03-02 09:00"), intent=intent)
        times = {"taken_at": at("03-02 09:02"), "ended_at": at("03-02 09:30")}
        await history.handoff(talk, at("03-02 09:01"), status=Status.CLOSED, agent="anna", score=5, **times)
    found = await figures(history)
    assert [found[one].n for one in (Metric.CACHE_HIT_RATE, Metric.CSAT_MIXED, Metric.CSAT_PERSON)] == [
        1,
        1,
        1,
    ]


async def test_a_list_counts_the_questions_and_answers_that_figures_count(history: History) -> None:
    talk = await history.talk("lena", at("03-02 09:00"))
    await history.asked(talk, at("03-02 09:00"), intent="greeting")
    await history.asked(talk, at("03-02 09:01"))
    await history.asked(talk, at("03-02 09:02"), state=State.STOPPED)
    failed = await history.asked(talk, at("03-02 09:03"), state=State.FAILED)
    await history.retried(failed, at("03-02 09:04"))
    await history.said(talk, at("03-02 09:05"))
    await history.said(talk, at("03-02 09:06"), "anna")
    found = await figures(history)
    (told,) = await history.read(talks_of, [talk])
    assert (told.questions, told.answers) == (3, 2)
    assert (found[Metric.QUESTIONS].n, found[Metric.CACHE_HIT_RATE].n) == (3, 2)


async def test_a_bad_rating_and_a_broken_promise_stay_when_the_ticket_is_reopened(history: History) -> None:
    # Resolved too late, rated 1, reopened, resolved in time, not rated yet, reopened again: still promised.
    await history.person("anna", Role.AGENT)
    ticket = await history.ticket("lena", at("03-02 09:00"), agent="anna")
    await history.promised(ticket, Clock.RESOLVE, at("03-02 09:00"), None)
    await history.broken(ticket, Clock.RESOLVE, at("03-02 10:00"))
    await history.moved(ticket, at("03-02 11:00"), "open", "resolved")
    await history.rated(ticket, at("03-02 12:00"), 1)
    for reopened, resolved in (("03-03 09:00", "03-03 10:00"), ("03-04 09:00", "")):
        await history.moved(ticket, at(reopened), "resolved", "open")
        if resolved:
            await history.moved(ticket, at(resolved), "open", "resolved")
    found = await figures(history)
    csat = found[Metric.CSAT_PERSON]
    assert (csat.value, csat.n, csat.parts["asked"]) == (0, 1, 2)
    assert found[Metric.SLA_RESOLVE].parts == {"met": 1, "breached": 1}


async def test_handling_is_told_to_the_first_solution_the_last_and_without_pauses(history: History) -> None:
    # Filed 09:00, paused 10:00–12:00, resolved 13:00 (4 h; 2 h without the pause), reopened on the 4th 13:00,
    # resolved on the 5th 09:00 (72 h). Reopened two days after: 1 of 2 solutions.
    ticket = await history.ticket("lena", at("03-02 09:00"), agent="anna")
    await history.moved(ticket, at("03-02 10:00"), "open", "paused")
    await history.moved(ticket, at("03-02 12:00"), "paused", "open")
    await history.moved(ticket, at("03-02 13:00"), "open", "resolved")
    await history.moved(ticket, at("03-04 13:00"), "resolved", "open")
    await history.moved(ticket, at("03-05 09:00"), "open", "resolved")
    found = await figures(history)
    hours = [
        (found[metric].value or 0) / 3600
        for metric in (Metric.HANDLING_TIME, Metric.HANDLING_TIME_ACTIVE, Metric.HANDLING_TIME_LAST)
    ]
    assert hours == [4, 2, 72]
    assert (found[Metric.REOPEN_RATE].value, found[Metric.REOPEN_RATE].n) == (1 / 2, 2)


async def test_reopened_after_more_than_a_week_is_not_counted(history: History) -> None:
    ticket = await history.ticket("lena", at("03-02 09:00"))
    await history.moved(ticket, at("03-02 10:00"), "open", "resolved")
    await history.moved(ticket, at("03-09 10:01"), "resolved", "open")
    found = await figures(history)
    assert (found[Metric.REOPEN_RATE].value, found[Metric.REOPEN_RATE].n) == (0, 1)
    assert found[Metric.HANDLING_TIME_LAST].n == 0
    assert found[Metric.HANDLING_TIME].value == 3600


async def test_the_backlog_is_what_is_open_at_the_end_of_each_day(history: History) -> None:
    # Filed 2, 3, 3 March; the first resolved on the 4th, reopened on the 6th; one merged away does not count.
    first = await history.ticket("lena", at("03-02 09:00"))
    await history.ticket("omar", at("03-03 09:00"))
    await history.ticket("mia", at("03-03 23:59"))
    await history.ticket("mia", at("03-03 10:00"), merged_into_id=first)
    await history.moved(first, at("03-04 09:00"), "open", "resolved")
    await history.moved(first, at("03-06 09:00"), "resolved", "open")
    vera = await history.actor("vera", Role.ADMIN)
    week = Window(date(2026, 3, 1), date(2026, 3, 7))
    points = await history.read(series, vera, Metric.BACKLOG, week, Granularity.DAY, tz=ZONE, now=LATER)
    assert [point.n for point in points] == [0, 1, 3, 2, 2, 3, 3]
    assert (await figures(history, window=Window(date(2026, 3, 4), date(2026, 3, 5))))[Metric.BACKLOG].n == 2


async def test_promises_are_met_or_broken_and_a_running_clock_says_nothing(history: History) -> None:
    # Replies: two met, one met too late, one overdue, one running: 2 of 4. Solutions: one met.
    filed = at("03-02 09:00")
    tickets = [await history.ticket(name, filed) for name in ("lena", "omar", "mia", "noah", "pia")]
    late = at("03-02 10:00")
    for ticket, met, breached in zip(
        tickets, (filed, filed, late, None, None), (None, None, late, late, None), strict=True
    ):
        await history.promised(ticket, Clock.REPLY, filed, met, breached)
    await history.promised(tickets[0], Clock.RESOLVE, filed, late)
    found = await figures(history)
    assert (found[Metric.SLA_REPLY].value, found[Metric.SLA_REPLY].n) == (2 / 4, 4)
    assert (found[Metric.SLA_RESOLVE].value, found[Metric.SLA_RESOLVE].n) == (1, 1)


async def test_business_time_counts_only_while_the_company_is_open(history: History) -> None:
    # Open Mondays to Fridays from 9 to 18. Filed on Friday at 17:00, answered on Monday at 10:00: 1 h + 1 h,
    # by the clock 65 h.
    for weekday in range(5):
        await history.add(BusinessSlot(weekday=weekday, opens_minute=540, closes_minute=1080))
    await history.ticket("lena", at("03-06 17:00"), first_reply_at=at("03-09 10:00"))
    clock, business = await figures(history), await figures(history, business=True)
    assert clock[Metric.FIRST_RESPONSE_TICKET].value == 65 * 3600
    assert business[Metric.FIRST_RESPONSE_TICKET].value == 2 * 3600


async def test_work_is_credited_to_who_did_it_not_to_who_has_it_now(history: History) -> None:
    # Anna takes a chat, answers and passes it on to bruno. Anna resolves a ticket; reopened, bruno has it.
    anna, bruno = [await history.person(name, Role.AGENT) for name in ("anna", "bruno")]
    own = await chat(history, "lena", "10:01", "10:02", "10:20")
    await history.happened(
        "HandoffTaken", "handoff", own, at("03-02 10:01"), session_id="", agent_id=anna, by_hand=True
    )
    await history.passed_on(own, at("03-02 10:05"), "bruno")
    ticket = await history.ticket("omar", at("03-10 09:00"), agent="anna")
    await history.moved(ticket, at("03-11 10:00"), "open", "resolved")
    await history.moved(ticket, at("03-20 10:00"), "resolved", "open")
    await history.edited(ticket, at("03-20 10:01"), handler_id=bruno)
    vera = await history.actor("vera", Role.ADMIN)
    found = await history.read(ranking, vera, MARCH, tz=ZONE, now=LATER)
    assert [(row.user_id, row.taken, row.resolved) for row in found if row.taken] == [(anna, 1, 1)]
    assert not any(row.resolved for row in found if row.user_id == bruno)


async def test_an_agent_sees_his_own_figures_only(history: History) -> None:
    await chat(history, "lena", "10:01", "10:02", "10:20")
    await history.ticket("omar", at("03-02 09:00"), agent="bruno")
    anna, vera = await history.actor("anna", Role.AGENT), await history.actor("vera", Role.ADMIN)
    own = await history.read(summary, anna, MARCH, tz=ZONE, now=LATER)
    assert (own[Metric.QUEUE_WAIT].n, own[Metric.QUESTIONS].n, own[Metric.BACKLOG].n) == (1, 0, 0)
    seen = await history.read(ranking, anna, MARCH, tz=ZONE, now=LATER)
    assert [row.name for row in seen] == ["Anna"]
    ticket = await history.ticket("mia", at("03-02 09:00"), agent="bruno")
    await history.moved(ticket, at("03-02 10:00"), "open", "resolved")
    everybody = await history.read(ranking, vera, MARCH, tz=ZONE, now=LATER)
    assert [(row.name, row.taken, row.resolved) for row in everybody] == [("Anna", 1, 0), ("Bruno", 0, 1)]


async def test_below_five_ratings_nobody_is_ranked_by_them(history: History) -> None:
    vera = await history.actor("vera", Role.ADMIN)
    names = ("lena", "omar", "mia", "noah")
    for name in names:
        await chat(history, name, "10:01", "10:02", "10:20", score=5)
    (four,) = await history.read(ranking, vera, MARCH, tz=ZONE, now=LATER)
    await chat(history, "pia", "10:01", "10:02", "10:20", score=1)
    (five,) = await history.read(ranking, vera, MARCH, tz=ZONE, now=LATER)
    assert [(row.csat, row.csat_n) for row in (four, five)] == [(None, 4), (80, 5)]
