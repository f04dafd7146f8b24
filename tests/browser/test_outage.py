"""The database goes away and comes back: pages say so, lose nothing, and go on by themselves."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import expect

from aics_app.locales import CATALOGUES
from tests.browser.chatting import FOR_MODEL, answered, ready, said
from tests.browser.conftest import Faults, OpenPage
from tests.servers import RunningApp

QUESTION = f"{FOR_MODEL['zh']}，数据不在"
NEEDED = ("login_session", "conversation", "work_order")
"""Without these nobody is known, and neither page has anything to show."""
WORDS = CATALOGUES["zh"]


@contextmanager
def data_away(folder: Path) -> Iterator[None]:
    """SQLite is a file that its readers keep open: what they ask for is not to be found in it."""
    with closing(sqlite3.connect(folder / "aics.db", timeout=30, isolation_level=None)) as database:
        # References of other tables stay as they are, for the names come back.
        database.execute("PRAGMA legacy_alter_table = ON")
        for name in NEEDED:
            database.execute(f"ALTER TABLE {name} RENAME TO {name}_away")
        try:
            yield
        finally:
            for name in NEEDED:
                database.execute(f"ALTER TABLE {name}_away RENAME TO {name}")


def test_pages_say_that_their_data_is_away_and_fill_themselves_when_it_is_back(
    open_page: OpenPage, app: RunningApp, faults: Faults
) -> None:
    faults.excuse("503")
    chat, tickets = ready(open_page("/chat", who="customer1")), open_page("/profile", who="customer1")
    expect(tickets.get_by_test_id("nav-profile")).to_be_visible()
    with data_away(app.data_dir):
        chat.get_by_test_id("chat-input").fill(QUESTION)
        chat.get_by_test_id("chat-send").click()
        expect(chat.get_by_test_id("toast")).to_have_text(WORDS["error.database_unavailable"])
        expect(chat.get_by_test_id("chat-send")).to_be_enabled()
        tickets.goto("/tickets")
        expect(tickets.get_by_test_id("away")).to_contain_text(WORDS["ui.away"])
        expect(tickets.get_by_test_id("ticket-row")).to_have_count(0)
    expect(tickets.get_by_test_id("ticket-row").first).to_be_visible()
    for page in (tickets, chat):
        expect(page.get_by_test_id("away")).to_have_count(0)
    expect(chat.get_by_test_id("chat-input")).to_have_value(QUESTION)
    chat.get_by_test_id("chat-send").click()
    answered(chat)
    expect(said(chat, "user")).to_have_count(1)
