"""Customers and agents in browsers: the queue, and talks at the desk, one open conversation an agent."""

import asyncio
from itertools import cycle
from typing import Any

from tests.bench.talks.ledger import Ledger
from tests.bench.talks.pace import beats, settled, until
from tests.bench.talks.tabs import CustomerTab, DeskTab

TURN_S = 5.0
"""How long an agent keeps a conversation open before he opens his next."""
ASIDE = 0.2
"""The share of messages from customers whose conversation is not open at the desk."""
APART_S = 0.25
AT_ONCE = 20


class PageTalk:
    """See `load.Talk`. `order`: urls, customers, agents, rate, seconds."""

    def __init__(self, order: dict[str, Any], ledger: Ledger) -> None:
        self._rate, self._seconds, self._ledger = order["rate"], order["seconds"], ledger
        here, there = cycle(order["urls"]), cycle(reversed(order["urls"]))
        self._agents = [DeskTab(next(here), token, ledger) for token in order["agents"]]
        self._tabs = [CustomerTab(next(there), token, own, ledger) for token, own in order["customers"]]
        self._by_conversation = {tab.conversation: tab for tab in self._tabs}
        self._open: set[str] = set()

    async def agents(self) -> None:
        """They come to the desk."""
        for desk in self._agents:
            await desk.open()
            await desk.begin_work()

    async def customers(self) -> None:
        """They open their conversations, a few at a time."""
        for first in range(0, len(self._tabs), AT_ONCE):
            await asyncio.gather(*(tab.open() for tab in self._tabs[first : first + AT_ONCE]))

    async def claim(self) -> list[float]:
        """A few one after the other, then everybody else at once. Those who come alone are told first."""
        alone = self._tabs[:AT_ONCE]
        waits = []
        for tab in alone:
            waits.append(await tab.ask_for_person())
            await asyncio.sleep(APART_S)
        rest = await asyncio.gather(*(tab.ask_for_person() for tab in self._tabs[len(alone) :]))
        await until(self._all_are_at_a_desk)
        return [*waits, *rest]

    async def talk(self) -> None:
        """Agents and those who sit before them in turn, and now and then somebody else."""
        async with asyncio.TaskGroup() as everybody:
            for place, desk in enumerate(self._agents):
                everybody.create_task(self._work(desk, place / len(self._agents)))
            everybody.create_task(self._others())
        await settled(self._ledger)

    async def close(self) -> None:
        """Everybody leaves."""
        for tab in (*self._agents, *self._tabs):
            await tab.close()

    def _all_are_at_a_desk(self) -> bool:
        return sum(len(desk.mine) for desk in self._agents) == len(self._tabs)

    async def _work(self, desk: DeskTab, offset: float) -> None:
        each = self._rate * (1 - ASIDE) / len(self._agents)
        own = cycle(sorted(desk.mine))
        for _ in range(int(self._seconds / TURN_S)):
            conversation = next(own)
            await desk.show(conversation)
            self._open.add(conversation)
            customer, said = self._by_conversation[conversation], []
            async for number in beats(each, TURN_S, offset=offset):
                one = customer.say(is_awaited=True) if number % 2 else desk.say()
                said.append(await one)
            await settled(self._ledger, said)
            self._open.discard(conversation)

    async def _others(self) -> None:
        """Nobody has these before his eyes: that they are kept is looked up at the end."""
        who = cycle(self._tabs)
        async for _ in beats(self._rate * ASIDE, self._seconds):
            tab = next(one for one in who if one.conversation not in self._open)
            await tab.say(is_awaited=False)
