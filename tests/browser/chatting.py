"""What a customer does and sees on the chat page, by the handles that the contract names."""

import re

from playwright.sync_api import Locator, Page, expect

# Nothing in the knowledge answers these: the model has to.
FOR_MODEL = {"zh": "鲸鱼会唱什么样的歌", "en": "Tell me how the whales sing at night"}
# A published entry answers these, without the model.
FOR_FAQ = {"zh": "怎么申请退款?", "en": "How do I apply for a refund?"}
FAQ_SAYS = {"zh": "24 小时内", "en": "within 24 hours"}
SESSION = re.compile(r"/chat/[0-9a-f]{32}$")
AT_END = "node => node.scrollHeight - node.scrollTop - node.clientHeight < 2"
"""Of a log: nothing of it is below what one sees."""

LONG_TEXT = "".join(f"第{number}句话说得很慢，像远处的鲸鱼在唱歌。" for number in range(1, 13))


def ready(page: Page) -> Page:
    """Wait until the page knows who is looking at it, and what at."""
    expect(page.get_by_test_id("nav-profile")).to_be_visible()
    expect(page.locator(".chat-stage .rt-Skeleton")).to_have_count(0)
    return page


def ask(page: Page, text: str) -> None:
    """Type and send."""
    page.get_by_test_id("chat-input").fill(text)
    page.get_by_test_id("chat-input").press("Enter")


def said(page: Page, sender: str, state: str = "") -> Locator:
    """The messages by one side, in the order of the log; in one state only if it is given."""
    chosen = f'[data-testid="chat-message"][data-sender="{sender}"]'
    return page.locator(f'{chosen}[data-state="{state}"]' if state else chosen)


def answered(page: Page, count: int = 1) -> Locator:
    """Wait until so many answers are complete; the last of them."""
    done = said(page, "ai", "done")
    expect(done).to_have_count(count)
    return done.last


def streaming(page: Page) -> Locator:
    """Wait until an answer is being written and its first words are there."""
    answer = said(page, "ai", "streaming")
    expect(answer).to_have_count(1)
    expect(answer.locator(".md")).not_to_be_empty()
    return answer


def asked_anew(page: Page, text: str) -> Locator:
    """Ask the first question of a conversation and wait for its answer and its address."""
    ask(page, text)
    answer = answered(page)
    expect(page).to_have_url(SESSION)
    return answer


def words(answer: Locator) -> str:
    """The text of an answer, as far as it has come."""
    return answer.locator(".md").inner_text()


def comes_true(page: Page, promise: str) -> None:
    """Ask until it is kept with something true: `wait_for_function` takes a promise itself for true."""
    page.evaluate(
        f"""async () => {{
          for (let turn = 0; turn < 100; turn += 1) {{
            if (await {promise}) return;
            await new Promise((goesOn) => setTimeout(goesOn, 100));
          }}
          throw new Error("it did not come true");
        }}"""
    )
