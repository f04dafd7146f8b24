"""A copy of the audit says when it is not whole, and ends with the right to it."""

import csv
from pathlib import Path

import pytest

from aics_app.accounts.identity import Identities
from aics_app.audit import queries, routes
from aics_app.audit.rules import Filter
from aics_app.core.container import use
from aics_app.locales import tr
from tests.app import people


async def test_one_that_is_too_long_says_so_in_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with people(tmp_path) as shop:
        vera = await shop.admin()
        whole = list(csv.reader((await vera.get("/api/audit/export")).text.splitlines()))
        monkeypatch.setattr(routes, "MOST_EXPORTED", 2)
        monkeypatch.setattr(queries, "AT_ONCE", 1)
        *lines, last = csv.reader((await vera.get("/api/audit/export")).text.splitlines())
    assert len(whole) > 3, "the head, an account, a sign-in, and that it was taken away"
    assert len(lines) == 1 + 2
    assert last == [tr("en", "audit.export_cut", limit="2")]


async def test_it_ends_with_the_sign_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    async with people(tmp_path) as shop:
        vera = await shop.admin()
        token = vera.headers["authorization"].removeprefix("Bearer ")
        actor = await use(Identities).find(token)
        assert actor
        lines = routes._lines(actor, Filter(), "en")
        found = [await anext(lines), await anext(lines)]
        assert (await vera.post("/api/auth/logout")).status_code < 300
        found += [line async for line in lines]
    assert len(found) == 3
    assert next(csv.reader(found[-1:])) == [tr("en", "audit.export_broken")]
