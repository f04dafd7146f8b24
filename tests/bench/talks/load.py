"""The load, in a process of its own: `python -m tests.bench.talks.load`.

Reads one JSON order, then does one thing for each line that it is told (`agents`, `customers`, `claim`,
`talk`), repeats the line when it has done it, and says at `end` what it saw, as one line of JSON.
"""

import asyncio
import json
import sys
import time
from typing import Any, Protocol

from tests.bench.talks.ledger import Ledger


class Talk(Protocol):
    """One way of talking, phase by phase."""

    async def agents(self) -> None:
        """They come to work."""

    async def customers(self) -> None:
        """They open their conversations."""

    async def claim(self) -> list[float]:
        """Everybody asks for a person; seconds until one is there."""

    async def talk(self) -> None:
        """As many messages a second, as long as the order says."""

    async def close(self) -> None:
        """Everybody leaves."""


def _talk(order: dict[str, Any], ledger: Ledger) -> Talk:
    """Only what is used is imported: the baseline must not pay for the others."""
    if order["way"] == "relay":
        from tests.bench.talks.relayed import RelayTalk  # noqa: PLC0415 - see above

        return RelayTalk(order, ledger)
    if order["way"] == "sse":
        from tests.bench.talks.programs import ProgramTalk  # noqa: PLC0415 - see above

        return ProgramTalk(order, ledger)
    from tests.bench.talks.pages import PageTalk  # noqa: PLC0415 - see above

    return PageTalk(order, ledger)


async def _all(order: dict[str, Any]) -> dict[str, Any]:
    ledger = Ledger()
    talk, told = _talk(order, ledger), {}
    while (word := (await asyncio.to_thread(sys.stdin.readline)).strip()) != "end":
        cpu_before, began = time.process_time(), time.monotonic()
        waits = await getattr(talk, word)()
        told[word] = {"cpu_s": time.process_time() - cpu_before, "s": time.monotonic() - began}
        if waits:
            told["waits_s"] = waits
        _say(word)
    await talk.close()
    return {
        **told,
        "sent": len(ledger.sent_ns),
        "awaited": len(ledger.awaited),
        "missing": ledger.missing(),
        "doubled": ledger.doubled,
        "refused": ledger.refused,
        "delays_ms": ledger.delays_ms(),
    }


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """One order, one result."""
    order = json.loads(sys.stdin.readline())
    _say(json.dumps(asyncio.run(_all(order))))


if __name__ == "__main__":
    main()
