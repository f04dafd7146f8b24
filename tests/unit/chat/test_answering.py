"""The order of answering: a wish for a person, the cache, the FAQ, the model, an honest "I don't know"."""

import pytest

from aics_app.chat import queries
from aics_app.chat.models import Conversation, Message, Source, State, TransferReason
from aics_app.chat.ui.shapes import message_view
from aics_app.chat.views import Shown
from aics_app.configuration.models import Key, SysConfig
from aics_app.core import clock
from aics_app.core.container import use
from aics_app.core.db import Database
from aics_app.knowledge.models import Faq
from aics_app.knowledge.rules import Decision
from aics_app.llm import ModelFailed, ModelTimeout, ModelUnavailable
from aics_app.llm.double import ScriptedModel
from aics_app.locales import tr
from tests.doubles.understanding import Meaning, ScriptedUnderstanding, answers, entry
from tests.unit.chat.conftest import Desk, MakeDesk

REFUND = "怎么申请退款?"
STEPS = "打开订单，点**申请售后**。"
DOWN = ModelUnavailable("refused")


def _knows_refunds() -> ScriptedUnderstanding:
    return ScriptedUnderstanding(meanings=answers(REFUND, STEPS))


async def _sources(desk: Desk, reply: Message) -> list[tuple[str, str]]:
    async with desk.db.reading() as session:
        found = await queries.citations(session, [reply.id or 0])
    return [(source.title, source.passage) for source in found.get(reply.id or 0, [])]


async def test_the_faq_answers_word_for_word_without_the_model(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=_knows_refunds()) as desk:
        reply = await desk.answered(await desk.person("lena"), REFUND)
        assert (reply.content, reply.source, reply.intent) == (STEPS, Source.FAQ, "refund")
        assert reply.confidence == 0.95
        assert await _sources(desk, reply) == [(REFUND, STEPS)]
        assert desk.model.asked == []


async def test_opening_hours_of_customer_service_are_a_question_not_a_wish(make_desk: MakeDesk) -> None:
    hours = ScriptedUnderstanding(meanings=answers("客服几点上班?", "每天 09:00–21:00。"))
    async with make_desk(understanding=hours) as desk:
        reply = await desk.answered(await desk.person("lena"), "客服几点上班?")
        assert (reply.source, reply.transfer_reason) == (Source.FAQ, None)


@pytest.mark.parametrize(
    ("question", "wished"), [("转人工", True), ("I want to talk to a human", True), ("不用转人工", False)]
)
async def test_a_wish_for_a_person_becomes_a_note_and_a_negated_one_does_not(
    desk: Desk, question: str, wished: bool
) -> None:
    reply = await desk.answered(await desk.person("lena"), question)
    async with desk.db.reading() as session:
        conversation = await session.get(Conversation, reply.session_id)
    assert conversation is not None
    assert (conversation.wants_person_at is not None) == wished
    assert (reply.transfer_reason == TransferReason.CUSTOMER_REQUEST) == wished
    assert bool(desk.model.asked) != wished


async def test_what_the_faq_does_not_know_the_model_answers_on_its_passages(make_desk: MakeDesk) -> None:
    near = Meaning(Decision.ASK_BACK, (entry("运费多少?", "满 ¥99 免运费。", score=0.6),), "delivery")
    understanding = ScriptedUnderstanding(meanings={"邮费咋算": near})
    async with make_desk(ScriptedModel("满 ¥99 免运费哦。"), understanding) as desk:
        reply = await desk.answered(await desk.person("lena"), "邮费咋算")
        assert (reply.content, reply.source, reply.confidence) == ("满 ¥99 免运费哦。", Source.LLM, 0.6)
        assert await _sources(desk, reply) == [("运费多少?", "满 ¥99 免运费。")]
        (turns,) = desk.model.asked
        assert "满 ¥99 免运费。" in turns[0].content
        assert "Simplified Chinese" in turns[0].content
        assert turns[-1].content == "邮费咋算"


async def test_what_a_model_invents_is_pointed_out_and_never_remembered(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("运费 15 元。"), AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        replies = [await desk.answered(lena, "邮费是怎么计算的") for _ in range(2)]
    for reply in replies:
        assert reply.extra == {"unverified": ["15 元"]}
        assert (reply.source, reply.transfer_reason) == (Source.LLM, TransferReason.MISSING_KNOWLEDGE)


async def test_the_fifth_time_is_remembered_and_the_sixth_comes_from_the_cache(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=_knows_refunds()) as desk:
        lena, tom = await desk.person("lena"), await desk.person("tom")
        spelt = [REFUND] * 5 + ["请问怎么申请退款？"]
        desk.understanding.meanings["请问怎么申请退款？"] = Meaning()
        sources = [(await desk.answered(lena, question)).source for question in spelt[:5]]
        reply = await desk.answered(tom, spelt[5])
        assert sources == [Source.FAQ] * 5
        assert (reply.source, reply.content, reply.confidence) == (Source.CACHE, STEPS, 0.95)
        assert await _sources(desk, reply) == [(REFUND, STEPS)]


async def test_hits_are_counted_on_every_path(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=_knows_refunds(), AI_CACHE_THRESHOLD="2") as desk:
        now = clock.now()
        async with desk.db.transaction() as session:
            session.add(Faq(id=1, question=REFUND, answer=STEPS, create_time=now, update_time=now))
        lena = await desk.person("lena")
        sources = [(await desk.answered(lena, REFUND)).source for _ in range(4)]
        async with use(Database).reading() as session:
            entry_row = await session.get(Faq, 1)
        assert sources == [Source.FAQ, Source.FAQ, Source.CACHE, Source.CACHE]
        assert entry_row is not None
        assert entry_row.hit_count == 4


async def test_a_remembered_answer_dies_with_its_source(make_desk: MakeDesk) -> None:
    async with make_desk(understanding=_knows_refunds(), AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        await desk.answered(lena, REFUND)
        assert (await desk.answered(lena, REFUND)).source == Source.CACHE
        desk.understanding.version = "v2"
        desk.understanding.meanings = answers(REFUND, "现在不一样了。")
        reply = await desk.answered(lena, REFUND)
        assert (reply.source, reply.content) == (Source.FAQ, "现在不一样了。")


@pytest.mark.parametrize("question", ["我的订单到哪了啊", "订单 20261122001 的运费怎么退"])
async def test_a_personal_answer_is_never_remembered(make_desk: MakeDesk, question: str) -> None:
    understanding = ScriptedUnderstanding(meanings=answers(question, "在路上。"))
    async with make_desk(understanding=understanding, AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        assert [(await desk.answered(lena, question)).source for _ in range(3)] == [Source.FAQ] * 3


async def test_a_question_that_points_back_never_meets_the_cache(make_desk: MakeDesk) -> None:
    follow_up = "那要多久?"
    understanding = ScriptedUnderstanding(meanings=answers(follow_up, "三天。"))
    async with make_desk(ScriptedModel("看情况。"), understanding, AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        first = await desk.answered(lena, "可以退款吗，我想了解一下")
        reply = await desk.answered(lena, follow_up, first.session_id)
        assert reply.source == Source.LLM
        assert [turn.role for turn in desk.model.asked[-1]] == ["system", "user", "assistant", "user"]


async def test_the_cache_can_be_switched_off(make_desk: MakeDesk) -> None:
    async with make_desk(
        understanding=_knows_refunds(), AI_CACHE_THRESHOLD="1", AI_CACHE_ENABLED="false"
    ) as desk:
        lena = await desk.person("lena")
        assert [(await desk.answered(lena, REFUND)).source for _ in range(3)] == [Source.FAQ] * 3


async def test_with_the_model_away_the_faq_goes_on_and_the_rest_is_honest(make_desk: MakeDesk) -> None:
    async with make_desk(ScriptedModel("", error=DOWN), _knows_refunds()) as desk:
        lena = await desk.person("lena")
        known = await desk.answered(lena, REFUND)
        unknown = await desk.answered(lena, "你们老板是谁")
        assert (known.source, known.state) == (Source.FAQ, State.DONE)
        assert (unknown.source, unknown.state) == (Source.NONE, State.DONE)
        assert (unknown.transfer_reason, unknown.extra) == (
            TransferReason.TOOL_FAILURE,
            {"model": "model_unavailable"},
        )


@pytest.mark.parametrize("silence", [ModelTimeout("connect"), ModelTimeout("first_token")])
async def test_a_model_that_says_nothing_in_time_is_away(make_desk: MakeDesk, silence: ModelTimeout) -> None:
    async with make_desk(ScriptedModel("", error=silence), _knows_refunds()) as desk:
        lena = await desk.person("lena")
        unknown = await desk.answered(lena, "你们老板是谁")
        assert (unknown.source, unknown.state, unknown.error_code) == (Source.NONE, State.DONE, None)
        assert unknown.transfer_reason == TransferReason.TOOL_FAILURE
        assert message_view(Shown(unknown)).model_late
        again = await desk.answered(lena, "你们老板叫什么", unknown.session_id)
        assert again.content == tr("zh", "reply.person_called")


async def test_what_a_slow_model_began_to_say_is_no_answer_but_is_kept(make_desk: MakeDesk) -> None:
    slow = ScriptedModel("half an answer", error=ModelTimeout("stall"), error_after=1)
    async with make_desk(slow) as desk:
        reply = await desk.answered(await desk.person("lena"), "tell me about your pans please do")
        assert (reply.state, reply.error_code, reply.content) == (State.FAILED, "model_timeout", "half")


async def test_first_did_you_mean_then_the_way_to_a_person(make_desk: MakeDesk) -> None:
    near = Meaning(Decision.ASK_BACK, (entry("怎么开发票?", "在订单里。", score=0.5),), "invoice")
    understanding = ScriptedUnderstanding(meanings={"票": near, "发票那个": near})
    async with make_desk(ScriptedModel("", error=DOWN), understanding) as desk:
        lena = await desk.person("lena")
        first = await desk.answered(lena, "票")
        second = await desk.answered(lena, "发票那个", first.session_id)
        assert first.extra == {"suggestions": ["怎么开发票?"], "model": "model_unavailable"}
        assert first.transfer_reason == TransferReason.PENDING_CLARIFICATION
        assert second.transfer_reason == TransferReason.TOOL_FAILURE
        assert "suggestions" not in (second.extra or {})


async def test_a_failing_model_is_an_error_never_an_answer_and_never_remembered(make_desk: MakeDesk) -> None:
    broken = ScriptedModel("half an ans", error=ModelFailed("garbage"), error_after=1)
    async with make_desk(broken, AI_CACHE_THRESHOLD="1") as desk:
        lena = await desk.person("lena")
        reply = await desk.answered(lena, "tell me about your pans please do")
        assert (reply.state, reply.error_code, reply.content) == (State.FAILED, "model_failed", "half")
        desk.model.error = None
        assert (await desk.answered(lena, "tell me about your pans please do")).content == "half an ans"


async def test_small_talk_needs_no_model(make_desk: MakeDesk) -> None:
    understanding = ScriptedUnderstanding(meanings={"hello!": Meaning(intent="greeting")})
    async with make_desk(understanding=understanding) as desk:
        reply = await desk.answered(await desk.person("lena"), "hello!")
        assert (reply.source, reply.transfer_reason, desk.model.asked) == (Source.NONE, None, [])


async def test_without_understanding_the_model_still_answers(desk: Desk) -> None:
    desk.understanding.is_away = True
    reply = await desk.answered(await desk.person("lena"), "多久发货")
    assert (reply.source, reply.content) == (Source.LLM, "Two to five days.")


async def test_the_administrators_threshold_in_sys_config_decides(make_desk: MakeDesk) -> None:
    near = Meaning(Decision.ASK_BACK, (entry("a?", "b", score=0.5),))
    understanding = ScriptedUnderstanding(meanings={"something near": near})
    async with make_desk(ScriptedModel("Well."), understanding) as desk:
        lena = await desk.person("lena")
        assert (await desk.answered(lena, "something near")).transfer_reason is None
        async with desk.db.transaction() as session:
            session.add(SysConfig(config_key=Key.AUTO_TRANSFER_THRESHOLD, config_value="0.6"))
        reason = (await desk.answered(lena, "something near")).transfer_reason
        assert reason == TransferReason.MISSING_KNOWLEDGE


async def test_an_english_customer_gets_the_english_entry(make_desk: MakeDesk) -> None:
    twins = (
        entry("How to refund?", "Open the order.", faq_id=2, language="en"),
        entry(REFUND, STEPS, score=0.9),
    )
    understanding = ScriptedUnderstanding(meanings={"refund how": Meaning(Decision.ASK_BACK, twins)})
    async with make_desk(ScriptedModel("", error=DOWN), understanding) as desk:
        reply = await desk.answered(await desk.person("lena"), "refund how")
        assert (reply.extra or {})["suggestions"] == ["How to refund?"]
