"""A claim: one is about a thing, others are told so, and whoever died in it lets go."""

import pytest

from aics_app.core.cache import MemoryCache, claimed

KEY = "tickets:keeper"


async def test_one_has_it_until_the_block_ends_well_or_not() -> None:
    cache = MemoryCache()

    async def dies_in_it() -> None:
        async with claimed(cache, KEY, 30) as first, claimed(cache, KEY, 30) as second:
            assert (first, second) == (True, False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await dies_in_it()
    async with claimed(cache, KEY, 30) as again:
        assert again


async def test_whoever_took_too_long_takes_nothing_from_the_next_one() -> None:
    seconds = 0.0
    cache = MemoryCache(monotonic=lambda: seconds)
    async with claimed(cache, KEY, 30):
        seconds = 31.0
        assert await cache.add(KEY, "another", 30)
    assert await cache.get(KEY) == "another"
