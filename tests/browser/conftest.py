"""A browser, AICS with a model double, and pages on it. Tests are plain functions: Playwright is sync."""

import os
import re
import shutil
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.servers import ModelServer, RunningApp, running_app, running_model

PATIENCE_MS = 10_000
# Chromium looks for updates, accounts and certificates on its own; nothing of that may leave the machine.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
DEMO_PASSWORD = "spruce-and-moss-7"
DEMO_BUTTONS = ("admin", "agent1", "customer1")
MODEL_PATIENCE_S = 8
"""Seconds for a whole answer, and therefore for a model that has gone silent."""
PHONE_PX = 500
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
STORE_LANGUAGE = "try { localStorage.aics_lang ??= '%s' } catch (closed) {}"


class OpenPage(Protocol):
    """Opens a browser of its own (cookies, storage) at a path of the app."""

    def __call__(
        self,
        path: str = "/",
        *,
        who: str | None = None,
        width: int = 1440,
        height: int = 900,
        language: str = "zh",
        dark: bool = False,
    ) -> Page:
        """The page, loaded, with the demo account `who` signed in; narrow ones are touched, not clicked.

        The test fails when a script fails, the console shows an error, or anything but AICS is asked.
        """


class Faults:
    """What went wrong on pages in the course of a test."""

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self._found: list[str] = []
        # Said of a page that is left before its socket was open, as a quick sign-in does.
        self._excused = ["WebSocket is closed before the connection is established"]

    def excuse(self, pattern: str) -> None:
        """What this test brings about itself, such as a page that does not exist."""
        self._excused.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages of a browser."""
        context.on("weberror", lambda error: self._found.append(f"script: {error.error}"))
        context.on("console", self._hear)
        context.on("request", lambda request: self._look_at(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._look_at(socket.url)))

    @property
    def unexcused(self) -> list[str]:
        """The faults that nobody expected."""
        return [fault for fault in self._found if not any(re.search(known, fault) for known in self._excused)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._found.append(f"console: {message.text}")

    def _look_at(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self._found.append(f"foreign: {url}")


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    """The model double at 50 tokens per second."""
    with running_model() as server:
        yield server


@pytest.fixture(scope="session")
def app(model: ModelServer) -> Iterator[RunningApp]:
    """AICS with the demo company, on SQLite, for the whole run."""
    own = {"DEMO_PASSWORD": DEMO_PASSWORD, "AI_OLLAMA_TIMEOUT": str(MODEL_PATIENCE_S)}
    with running_app({**own, **model.environ}) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = chromium_of(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _usual_model(model: ModelServer) -> Iterator[None]:
    """Every test finds the model as the first one did."""
    yield
    model.control(reset=True)


@pytest.fixture
def faults(app: RunningApp) -> Faults:
    """What went wrong on the pages of this test."""
    return Faults(app.url)


@pytest.fixture
def open_page(chromium: Browser, app: RunningApp, faults: Faults) -> Iterator[OpenPage]:
    """As many browsers as a test has people."""
    contexts = []

    def opened(
        path: str = "/",
        *,
        who: str | None = None,
        width: int = 1440,
        height: int = 900,
        language: str = "zh",
        dark: bool = False,
    ) -> Page:
        viewport = ViewportSize(width=width, height=height)
        context = _somebody(chromium, app.url, viewport, language, dark=dark)
        contexts.append(context)
        faults.watch(context)
        if who:
            sign_in(context, app.url, who)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults.unexcused == [], "something went wrong on a page"


def _somebody(
    chromium: Browser, origin: str, viewport: ViewportSize, language: str, *, dark: bool
) -> BrowserContext:
    context = chromium.new_context(
        base_url=origin,
        viewport=viewport,
        has_touch=viewport["width"] < PHONE_PX,
        locale=LANGUAGES[language],
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(STORE_LANGUAGE % language)
    return context


def chromium_of(playwright: Playwright) -> Browser:
    """Started, and as patient as a busy machine needs it."""
    expect.set_options(timeout=PATIENCE_MS)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET, *sandbox])


def sign_in(context: BrowserContext, origin: str, who: str) -> None:
    """Enter without the page for it: by a demo button's call where there is one, else with the password."""
    way, body = ("demo", {"username": who}) if who in DEMO_BUTTONS else ("login", _credentials(who))
    answer = context.request.post(f"/api/auth/{way}", data=body, headers={"Origin": origin})
    assert answer.ok, answer.text()


def _credentials(who: str) -> dict[str, str]:
    return {"username": who, "password": DEMO_PASSWORD}
