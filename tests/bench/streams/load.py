"""The load, in a process of its own: `python -m tests.bench.streams.load`.

Reads one JSON order from its input, connects everybody, says `ready`, waits for `go`, says `done`, and then
what it saw as one line of JSON.
"""

import asyncio
import dataclasses
import json
import sys
import time
from collections.abc import Sequence
from typing import Any, Protocol

from tests.bench.streams.answers import Seen


class Customer(Protocol):
    """Whoever asks."""

    async def open(self) -> None:
        """Connect."""

    async def ask(self, question: str) -> Seen:
        """Ask, and read the answer."""

    async def close(self) -> None:
        """Leave."""


def _customers(order: dict[str, Any]) -> list[Customer]:
    """Only what is used is imported: the floor must not pay for the others."""
    way, url, tokens = order["way"], order["url"], order["tokens"]
    if way == "pages":
        from tests.bench.streams.pages import PageCustomer  # noqa: PLC0415 - see above

        return [PageCustomer(url, token) for token in tokens]
    if way == "floor":
        from tests.bench.streams.floor import FloorReader, client_of  # noqa: PLC0415 - see above

        client = client_of(url)
        return [FloorReader(client, order["model"], order["prompts"]) for _ in tokens]
    from tests.bench.streams.api import ApiCustomer  # noqa: PLC0415 - see above

    return [ApiCustomer(url, token, anew=order.get("anew", False)) for token in tokens]


async def _one(customer: Customer, questions: Sequence[str], delay_s: float, pause_s: float) -> list[Seen]:
    """`pause_s` lies between the beginnings of two questions, unless an answer takes longer."""
    await asyncio.sleep(delay_s)
    seen = []
    for question in questions:
        began = time.monotonic()
        seen.append(await customer.ask(question))
        await asyncio.sleep(max(0.0, began + pause_s - time.monotonic()) if pause_s else 0)
    return seen


async def _all(order: dict[str, Any]) -> dict[str, Any]:
    customers = _customers(order)
    if order.get("whole"):
        for customer in customers:
            customer.ask = customer.ask_whole  # type: ignore[attr-defined, method-assign]  # only the API has it
    for customer in customers:
        await customer.open()
    await _say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    apart_s = order["spread_s"] / max(len(customers), 1)
    cpu_before = time.process_time()
    lists = await asyncio.gather(
        *(
            _one(customer, questions, number * apart_s, order.get("pause_s", 0))
            for number, (customer, questions) in enumerate(zip(customers, order["questions"], strict=True))
        )
    )
    cpu_s = time.process_time() - cpu_before
    await _say("done")
    for customer in customers:
        await customer.close()
    return {"cpu_s": cpu_s, "seen": [dataclasses.asdict(seen) for own in lists for seen in own]}


async def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    """One order, one result."""
    order = json.loads(sys.stdin.readline())
    sys.stdout.write(json.dumps(asyncio.run(_all(order))) + "\n")


if __name__ == "__main__":
    main()
