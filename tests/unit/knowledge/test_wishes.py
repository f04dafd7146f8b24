"""Who asks for a person, and who only speaks of one."""

import time

import pytest

from aics_app.knowledge.rules import wants_person
from aics_app.knowledge.understanding.evaluation.laboratory import data

WISHES = (
    "转人工",
    "转 人 工",
    "轉人工",
    "人工！！！",
    "人工客服在哪，快点",
    "帮我接一下人工",
    "能不能转人工",
    "可以转人工吗",
    "要不转人工吧",
    "怎么还不转人工",
    "再不转人工我就投诉了",
    "我不要机器人要人工",
    "机器人走开 换人",
    "叫你们经理来",
    "我要跟主管谈",
    "请让客服联系我",
    "有真人吗",
    "zrg",
    "Agent, please!",
    "HUMAN",
    "let me talk to a real person",
    "Could you transfer me to someone?",
    "I’d like to speak to a representative",
    "please escalate me now",
    "Can somebody from your team call me?",
    "I don't want a bot, get me a human",
    "你好 please connect me to an agent",
)
NO_WISHES = (
    "客服几点上班?",
    "人工客服周日在吗",
    "半夜有人工吗",
    "你们客服电话是多少",
    "给我客服的电话",
    "转人工要等多久",
    "怎么联系人工客服?",
    "不用转人工",
    "先别给我转人工",
    "我没说要转人工",
    "谁要转人工啊",
    "取消转人工",
    "转人工，算了不用了",
    "上次人工说三天到账",
    "昨天转人工等了半小时也没人理",
    "客服让我找你们处理退款",
    "联系客服后多久能退款",
    "我要投诉客服",
    "人工智能会取代客服吗",
    "这双鞋是人工皮革吗",
    "需要人工审核吗",
    "有真人试穿图吗",
    "你是真人还是机器人",
    "可以叫人来取件吗",
    "找人代付可以吗",
    "When is support open?",
    "what are the agents' hours",
    "How do I reach a person?",
    "don't transfer me",
    "Please do not connect me to an agent.",
    "no need for a human, thanks",
    "transfer me... actually never mind",
    "the agent told me to call back tomorrow",
    "I talked to a person yesterday",
    "do I need to speak to an agent to change my address",
    "are you a human",
    "can a real person wash this by hand",
    "can I transfer my points to someone else",
    "what cleaning agent is safe for the pan",
    "",
    "。。。",
)


@pytest.mark.parametrize("text", WISHES)
def test_a_person_is_asked_for(text: str) -> None:
    assert wants_person(text)


@pytest.mark.parametrize("text", NO_WISHES)
def test_nobody_is_asked_for(text: str) -> None:
    assert not wants_person(text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_written_examples_are_told_apart(language: str) -> None:
    parts = data("wishes.yaml")[language]
    missed = [text for text in parts["wish"] if not wants_person(text)]
    false = [text for text in parts["no_wish"] if wants_person(text)]
    assert len(missed) <= 0.05 * len(parts["wish"]), missed
    assert false == []


def test_the_question_for_opening_hours_is_the_faqs_to_answer() -> None:
    asked = [
        text
        for entry in data("faqs.yaml")
        if entry["key"] in {"service-hours", "service-holidays", "service-phone"}
        for language in ("zh", "en")
        for text in (entry[language]["question"], *entry[language]["similar"])
    ]
    assert len(asked) > 30
    assert [text for text in asked if wants_person(text)] == []


@pytest.mark.parametrize(
    "piece", ["刚才", "转个", "跟我", "不", "talk to ", "don't ", "get me ", "客服妹妹", "\u202e人"]
)
def test_hostile_repetition_costs_milliseconds(piece: str) -> None:
    began = time.process_time()
    wants_person(piece * (2000 // len(piece)))
    assert time.process_time() - began < 0.2
