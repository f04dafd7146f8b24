"""The model fails in every way there is: the page says so, the rest goes on, and it recovers by itself."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_FAQ, FOR_MODEL, answered, ask, asked_anew, ready, said
from tests.browser.conftest import MODEL_PATIENCE_S, OpenPage
from tests.servers import ModelServer, RunningApp

ZH = CATALOGUES["zh"]
RECOVERY_S = 30


@pytest.fixture
def chat(open_page: OpenPage, app: RunningApp, model: ModelServer) -> Iterator[Page]:
    """A page on a model that a test may break; afterwards the model is seen to work again."""
    page = ready(open_page("/chat", who="customer1"))
    yield page
    give_up_at = time.monotonic() + RECOVERY_S
    while not (is_reset(model) and model_answers(page.context.request, app.url)):
        assert time.monotonic() < give_up_at, "the model did not come back"
        time.sleep(0.3)


def is_reset(model: ModelServer) -> bool:
    try:
        model.control(reset=True)
    except OSError:  # it is still away
        return False
    return True


def model_answers(client: APIRequestContext, origin: str) -> bool:
    question = f"{FOR_MODEL['zh']}，{time.monotonic_ns()}"
    answer = client.post("/api/ai/answer", data={"question": question}, headers={"Origin": origin})
    return answer.ok and answer.json()["source"] == "llm"


@pytest.mark.parametrize(
    ("mode", "said_key"),
    [
        ("error_500", "chat.failed_model_failed"),
        ("garbage", "chat.failed_model_failed"),
        ("cut", "chat.failed_model_failed"),
        ("empty", "chat.failed_model_failed"),
        ("busy", "chat.failed_model_busy"),
    ],
)
def test_a_failure_is_told_and_trying_again_helps(
    chat: Page, model: ModelServer, mode: str, said_key: str
) -> None:
    model.control(mode=mode, times=1)
    ask(chat, f"{FOR_MODEL['zh']}，{mode}")
    failed = said(chat, "ai", "failed")
    expect(failed).to_contain_text(ZH[said_key])
    expect(chat.get_by_test_id("chat-send")).to_be_visible()
    failed.get_by_test_id("chat-retry").click()
    answered(chat)
    expect(said(chat, "ai")).to_have_count(1)
    expect(said(chat, "user")).to_have_count(1)


def test_what_came_before_a_break_is_kept(chat: Page, model: ModelServer) -> None:
    model.control(mode="cut", after=8, text="鲸鱼的歌声可以传到几百公里以外的地方。", times=1)
    ask(chat, f"{FOR_MODEL['zh']}，断在半路")
    expect(said(chat, "ai", "failed")).to_contain_text("鲸鱼的歌声")
    chat.reload()
    expect(said(chat, "ai", "failed")).to_contain_text("鲸鱼的歌声")
    expect(chat.get_by_test_id("chat-retry")).to_be_visible()


def test_a_model_that_falls_silent_is_not_waited_for_forever(chat: Page, model: ModelServer) -> None:
    model.control(mode="stall", after=5, times=1)
    ask(chat, f"{FOR_MODEL['zh']}，停在半路")
    failed = said(chat, "ai", "failed")
    expect(failed).to_contain_text(ZH["chat.failed_model_timeout"], timeout=(MODEL_PATIENCE_S + 5) * 1000)
    ask(chat, FOR_FAQ["zh"])
    answered(chat)


def test_a_silent_model_can_be_stopped(chat: Page, model: ModelServer) -> None:
    model.control(first_token_s=60, times=1)
    ask(chat, f"{FOR_MODEL['zh']}，不说话")
    expect(said(chat, "ai", "streaming")).to_contain_text(ZH["chat.thinking"])
    chat.get_by_test_id("chat-stop").click()
    expect(said(chat, "ai", "stopped")).to_have_count(1)


def test_without_the_model_knowledge_serves_on_and_the_page_says_so(chat: Page, model: ModelServer) -> None:
    model.control(refuse_s=9)
    ask(chat, f"{FOR_MODEL['zh']}，有人吗")
    expect(chat.get_by_text(ZH["chat.model_away"])).to_be_visible()
    expect(chat.get_by_text(ZH["chat.knowledge_only"])).to_be_visible()
    honest = answered(chat)
    expect(
        honest.get_by_test_id("chat-offer-person").or_(honest.get_by_test_id("chat-suggestion")).first
    ).to_be_visible()
    ask(chat, FOR_FAQ["zh"])
    expect(answered(chat, 2)).to_contain_text("24 小时内")
    expect(chat.get_by_text(ZH["chat.knowledge_only"])).to_have_count(0, timeout=RECOVERY_S * 1000)
    ask(chat, f"{FOR_MODEL['zh']}，回来了吗")
    expect(answered(chat, 3)).to_contain_text(ZH["chat.from_llm"])


def test_a_model_that_has_stopped_existing_is_noticed_by_who_comes_later(
    chat: Page, model: ModelServer
) -> None:
    model.control(refuse_s=12)
    asked_anew(chat, f"{FOR_MODEL['zh']}，再问一次")
    chat.get_by_test_id("chat-new").click()
    expect(chat.get_by_text(ZH["chat.model_away"])).to_be_visible()


def test_a_question_asked_back_is_answered_by_a_press(chat: Page, model: ModelServer) -> None:
    model.control(refuse_s=8)
    ask(chat, "退款的钱和运费还有积分都怎么算")
    suggestion = answered(chat).get_by_test_id("chat-suggestion").first
    question = suggestion.inner_text()
    suggestion.click()
    answered(chat, 2)
    expect(said(chat, "user").last).to_contain_text(question)
