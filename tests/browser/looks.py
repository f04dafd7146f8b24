"""Somebody who looks at pages in one way after the other, and keeps what is seen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import LANGUAGES, PATIENCE_MS, PHONE_PX, STORE_LANGUAGE, sign_in
from tests.servers import RunningApp


class Size(NamedTuple):
    """Of a screen, in CSS pixels."""

    width: int
    height: int


SIZES = (Size(360, 740), Size(768, 1024), Size(1440, 900))


@dataclass
class Photographer:
    """Somebody who looks at pages in one way, and keeps what is seen."""

    page: Page
    folder: Path
    size: Size
    language: str
    dark: bool

    def of(self, page: Page) -> "Photographer":
        """The same look at somebody else's page."""
        return replace(self, page=page)

    def take(self, name: str) -> None:
        """Keep what is visible now, once it has come to rest."""
        self.page.wait_for_timeout(350)
        look = f"{self.size.width}-{self.language}-{'dark' if self.dark else 'light'}"
        self.page.screenshot(path=self.folder / f"{name}-{look}.png")


def photographers(browser: Browser, app: RunningApp, folder: Path, who: str | None) -> Iterator[Photographer]:
    """One after the other, for every way to look."""
    for size in SIZES:
        for language, locale in LANGUAGES.items():
            for dark in (False, True):
                context = browser.new_context(
                    base_url=app.url,
                    viewport=ViewportSize(width=size.width, height=size.height),
                    has_touch=size.width < PHONE_PX,
                    locale=locale,
                    color_scheme="dark" if dark else "light",
                )
                context.set_default_timeout(PATIENCE_MS)
                context.add_init_script(STORE_LANGUAGE % language)
                if who:
                    sign_in(context, app.url, who)
                yield Photographer(context.new_page(), folder, size, language, dark)
                context.close()
