"""Whose words are an alarm, and whose are only strong."""

import time

import pytest

from aics_app.knowledge.rules import Danger, danger_in


@pytest.mark.parametrize(
    "text",
    [
        "我想自杀",
        "我真的不想活了",
        "活着没意思",
        "活着真没有意义，也不想退款了",
        "我想死",
        "我現在就想死",
        "准备跳楼",
        "我要结束自己的生命",
        "我吃了一瓶安眠药",
        "我不如死了算了",
        "钱退不回来，我就去跳河",
        "我经常伤害自己",
        "没有我大家会更好",
        "I want to kill myself",
        "i want to die",
        "I'm going to end my life tonight.",
        "I feel suicidal",
        "I have been thinking about suicide",
        "My order is late. I don't want to live anymore",
        "there is no point in living",
        "everybody would be better off without me",
        "I keep cutting myself",
        "I wish I was dead",
    ],
)
def test_who_speaks_of_ending_his_life_is_heard(text: str) -> None:
    assert danger_in(text) is Danger.SELF_HARM


@pytest.mark.parametrize(
    "text",
    [
        "再不发货我就砍死你们",
        "我要杀了你",
        "信不信我弄死你",
        "我带刀去你们店里",
        "老子炸了你们公司",
        "I will kill you",
        "I'm going to burn down your shop",
        "I swear I'll stab the driver",
    ],
)
def test_who_threatens_others_is_heard(text: str) -> None:
    assert danger_in(text) is Danger.THREAT


@pytest.mark.parametrize(
    "text",
    [
        "笑死我了",
        "累得想死",
        "等快递等得我想死",
        "想死你们了",
        "这价格气死人",
        "我没有想自杀，别误会",
        "我不是要自杀",
        "有《自杀小队》的周边吗?",
        "有没有预防自杀的书",
        "菜刀怎么退货?",
        "这个电池死了",
        "刀砍不动",
        "活动什么时候结束?",
        "我要退货",
        "安眠药能买吗?",
        "I'm dying to get this",
        "Do you have the Suicide Squad poster?",
        "shoot me an email",
        "this queue is killing me",
        "How do I kill a process?",
        "I don't want to kill myself, relax",
        "can I end my subscription",
        "I'd never hurt myself with this knife",
        "my phone died",
        "does the dye harm the fabric",
        "I could die for these shoes",
    ],
)
def test_strong_words_and_goods_are_no_alarm(text: str) -> None:
    assert danger_in(text) is None


@pytest.mark.parametrize("piece", ["不想", "活着", "我要", "没有", "not ", "i want to ", "我就要去"])
def test_hostile_repetition_costs_milliseconds(piece: str) -> None:
    began = time.process_time()
    danger_in(piece * (2000 // len(piece)))
    assert time.process_time() - began < 0.2
