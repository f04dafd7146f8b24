"""Vera looks through what everybody did: newest first, page by page, and nobody else may."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from aics_app import tables
from aics_app.accounts.models import Actor, Role, User
from aics_app.accounts.rules import RIGHTS
from aics_app.audit import queries
from aics_app.audit.queries import Entry
from aics_app.audit.rules import (
    Difference,
    Filter,
    Wanted,
    differences,
    filter_of,
    harmless,
    parts_of,
    rest_of,
    wanted_of,
)
from aics_app.chat.events import MessageSaid
from aics_app.core.db import Database
from aics_app.core.errors import Forbidden, Invalid
from aics_app.core.events import Activity

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
VERA, OTTO = 1, 2


def _row(minute: int, event: str, **more: object) -> dict[str, object]:
    plain = {"actor_id": OTTO, "subject_type": "setting", "subject_id": "APP_NAME", "data": {}}
    own = {"event": event, "at": NOON + timedelta(minutes=minute), "is_audited": True, "address": None}
    return {**plain, **own, **more}


ROWS = [
    _row(0, "SignedIn", subject_type="user", subject_id="2", address="198.51.100.7"),
    _row(1, "SettingChanged", data={"before": "A", "after": "B"}),
    _row(2, MessageSaid.__name__, subject_type=MessageSaid.subject_type, subject_id="c1", is_audited=None),
    _row(2, "SettingChanged", actor_id=VERA, data={"before": "B", "after": {"de": "C"}, "why": "x"}),
    _row(3, "SignInFailed", actor_id=None, subject_type="user", subject_id="2"),
]


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """What Otto, Vera and a stranger did."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'audit.db'}")
    async with made.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    async with made.transaction() as session:
        for name in ("vera", "otto"):
            person = User(
                username=name,
                password="",
                role=Role.ADMIN,
                nickname=name.title(),
                create_time=NOON,
                update_time=NOON,
            )
            session.add(person)
            await session.flush()
        await session.execute(insert(Activity), ROWS)
    yield made
    await made.close()


def _person(role: Role) -> Actor:
    return Actor(VERA, "vera", "Vera", role, RIGHTS[role])


async def _seen(db: Database, wanted: Filter, limit: int = 50, cursor: str = "") -> list[Entry]:
    async with db.reading() as session:
        found, _ = await queries.entries(session, _person(Role.ADMIN), wanted, limit=limit, cursor=cursor)
    return found


async def test_administration_and_sign_ins_come_first_and_daily_business_when_it_is_asked_for(
    db: Database,
) -> None:
    audited = [one.event for one in await _seen(db, Filter())]
    assert audited == ["SignInFailed", "SettingChanged", "SettingChanged", "SignedIn"]
    assert len(await _seen(db, Filter(everything=True))) == len(ROWS)


async def test_a_line_says_who_did_what_to_whom_from_where_and_what_it_was_before(db: Database) -> None:
    failed, by_vera, by_otto, signed_in = await _seen(db, Filter())
    assert (failed.who, failed.subject) == ("", "Otto")
    assert (by_otto.who, by_otto.before, by_otto.after, by_otto.rest) == ("Otto", "A", "B", "")
    assert (by_vera.after, by_vera.rest) == ('{"de": "C"}', '{"why": "x"}')
    assert signed_in.address == "198.51.100.7"


@pytest.mark.parametrize(
    ("wanted", "minutes"),
    [
        (Filter(actor_id=OTTO), [1, 0]),
        (Filter(event="SettingChanged"), [2, 1]),
        (Filter(subject_type="user"), [3, 0]),
        (Filter(subject_id="c1", everything=True), [2]),
        (Filter(since=NOON + timedelta(minutes=2)), [3, 2]),
        (Filter(until=NOON + timedelta(minutes=2)), [1, 0]),
        (Filter(actor_id=4711), []),
    ],
)
async def test_it_is_looked_through_by_person_kind_subject_and_time(
    db: Database, wanted: Filter, minutes: list[int]
) -> None:
    assert [(one.at - NOON).seconds // 60 for one in await _seen(db, wanted)] == minutes


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_leave_nothing_out_and_show_nothing_twice(db: Database, limit: int) -> None:
    whole, cursor, pages = await _seen(db, Filter(everything=True)), "", list[Entry]()
    async with db.reading() as session:
        while True:
            found, following = await queries.entries(
                session, _person(Role.ADMIN), Filter(everything=True), limit=limit, cursor=cursor
            )
            pages += found
            if following is None:
                break
            cursor = following
    assert pages == whole


@pytest.mark.parametrize("cursor", ["nonsense", "MXwy", "MjAyNi0wMy0wMnwx"])
async def test_a_cursor_that_we_did_not_make_is_refused(db: Database, cursor: str) -> None:
    with pytest.raises(Invalid):
        await _seen(db, Filter(), cursor=cursor)


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AGENT])
async def test_nobody_else_sees_it(db: Database, role: Role) -> None:
    async with db.reading() as session:
        with pytest.raises(Forbidden):
            await queries.entries(session, _person(role), Filter(), limit=1)
        with pytest.raises(Forbidden):
            await queries.kinds(session, _person(role))
        with pytest.raises(Forbidden):
            await queries.staff(session, _person(role), Role.CUSTOMER)


def test_nonsense_in_the_address_asks_for_nothing() -> None:
    said = {"actor": "x", "since": "yesterday", "until": "9999-01-01", "all": "yes", "strange": "1"}
    assert wanted_of(said) == Wanted()


def test_days_are_the_companys_own_and_the_last_is_included() -> None:
    wanted = filter_of(Wanted(since="2026-03-02", until="2026-03-02"), "Asia/Shanghai")
    assert wanted.since == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert wanted.until == datetime(2026, 3, 2, 16, tzinfo=UTC)
    with pytest.raises(Invalid):
        filter_of(Wanted(since="2026-03-03", until="2026-03-02"), "UTC")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\uff1d1+1"])
def test_no_cell_is_a_formula(evil: str) -> None:
    assert harmless(evil) == f"'{evil}"
    assert harmless("plain") == "plain"


def test_what_has_neither_before_nor_after_is_all_rest() -> None:
    assert parts_of({"a": 1}) == ("", "", '{"a": 1}')
    assert parts_of({}) == ("", "", "")


def test_of_what_was_changed_only_what_differs_is_read() -> None:
    role = {"name": "lead", "rights": ["stats.see", "audit.see"]}
    later = {"name": "lead", "rights": ["stats.see", "users.manage"], "scope": "team"}
    assert differences(json.dumps(role), json.dumps(later)) == [
        Difference("rights", ["audit.see"], ["users.manage"]),
        Difference("scope", "", "team"),
    ]
    assert differences("3", "7") == [Difference("", "3", "7")]
    assert differences("", '{"name": "lead"}') == [Difference("", "", {"name": "lead"})]
    assert differences("{no json", "[1]") == [Difference("", "{no json", [1])]
    assert differences("", "") == []


def test_of_the_rest_what_says_nothing_is_left_out() -> None:
    assert rest_of('{"username": "lena", "why": "", "ids": [1, 2]}') == {"username": "lena", "ids": [1, 2]}
    assert rest_of('{"address": "192.0.2.1", "why": "x"}', but="192.0.2.1") == {"why": "x"}
    assert (rest_of("plain"), rest_of("")) == ({"": "plain"}, {})


async def test_the_kinds_of_what_happened_are_told_once_each(db: Database) -> None:
    async with db.reading() as session:
        kinds = await queries.kinds(session, _person(Role.ADMIN))
    assert kinds == ["MessageSaid", "SettingChanged", "SignInFailed", "SignedIn"]
    async with db.transaction() as session:
        await session.execute(delete(Activity))
    async with db.reading() as session:
        assert await queries.kinds(session, _person(Role.ADMIN)) == []
