"""A browser, AICS with a model double, and pages on it. Tests are plain functions: Playwright is sync."""

import os
import shutil
from collections.abc import Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

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


class OpenPage(Protocol):
    """Opens a browser of its own (cookies, storage) at a path of the app."""

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        locale: str = "zh-CN",
        dark: bool = False,
    ) -> Page:
        """The page, loaded; it fails the test when a script on it does."""


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    """The model double at 50 tokens per second."""
    with running_model() as server:
        yield server


@pytest.fixture(scope="session")
def app(model: ModelServer) -> Iterator[RunningApp]:
    """AICS with the demo company, on SQLite, for the whole run."""
    with running_app({"DEMO_PASSWORD": DEMO_PASSWORD, **model.environ}) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*QUIET, *sandbox]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, app: RunningApp) -> Iterator[OpenPage]:
    """As many browsers as a test has people."""
    faults: list[str] = []
    contexts = []

    def opened(
        path: str = "/", *, width: int = 1440, height: int = 900, locale: str = "zh-CN", dark: bool = False
    ) -> Page:
        context = chromium.new_context(
            base_url=app.url,
            viewport=ViewportSize(width=width, height=height),
            locale=locale,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == [], "a script on a page failed"
