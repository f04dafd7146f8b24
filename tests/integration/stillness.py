"""What must not change while somebody does what he may not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.integration.conftest import Counter
from tests.served import readiness

IN_THE_BACKGROUND = {
    "notice",
    "mail_outbox",
    "notice_reading",
    "stats_period",
    "stats_progress",
    "stats_tally",
}
"""Told or computed of what `activity` holds: what was done before may still be told of."""


@asynccontextmanager
async def nothing_happens(counter: Counter) -> AsyncIterator[None]:
    """Whatever is done meanwhile changes no row, breaks nothing, and leaves the server at work."""
    before, log_length = await counter.site.rows(), len(counter.server.log)
    yield
    after = await counter.site.rows()
    changed = [table for table in before if before[table] != after[table]]
    assert [table for table in changed if table not in IN_THE_BACKGROUND] == []
    assert [row for row in before["notice"] if row not in after["notice"]] == []
    assert "Traceback" not in counter.server.log[log_length:]
    assert readiness(counter.server)["http"] == 200
