"""The audit speaks to who reads it: no name of a field, role or right stands there as programs write it."""

import csv
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from aics_app import wiring
from aics_app.audit.events import AuditExported
from aics_app.audit.queries import Entry
from aics_app.audit.rules import Wanted, parts_of
from aics_app.audit.views import in_words
from aics_app.core.events import Event
from aics_app.knowledge.rules.entries import FaqDraft
from aics_app.locales import CATALOGUES
from aics_app.tickets.rules.default import DEFAULT
from aics_app.tickets.rules.definition import written
from aics_app.tickets.rules.macros import Acts
from aics_app.workforce.rules.planning import HolidayPlan, Profile
from tests.app import people

assert wiring, "it brings every kind of fact"


def _kinds(above: type[Event]) -> Iterator[type[Event]]:
    for kind in above.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _below(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            yield name
            if name != "names":
                yield from _below(value)
    for one in document if isinstance(document, list) else ():
        yield from _below(one)


DETAILS = ("nickname", "email", "phone", "locale", "label", "scope", "rights", "owner_id", "shortcut")
INSIDE = {one.name for kind in (Acts, Profile, HolidayPlan, FaqDraft, Wanted) for one in fields(kind)}


def test_every_field_of_every_fact_has_a_word_in_both_languages() -> None:
    own, kinds = {one.name for one in fields(Event)}, [AuditExported, *_kinds(Event)]
    found = {
        one.name
        for kind in kinds
        if kind.__module__.startswith("aics_app")
        for one in fields(kind)
        if one.name not in own
    }
    found |= {*DETAILS, *INSIDE, *_below(written(DEFAULT))}
    missing = [
        f"{locale}: field.{name}"
        for name in sorted(found)
        for locale, texts in CATALOGUES.items()
        if f"field.{name}" not in texts
    ]
    assert missing == []


def _entry(event: str, subject_type: str, data: dict[str, Any], subject_id: str = "7") -> Entry:
    before, after, rest = parts_of(data)
    names = {"role:LEAD": "Team leads", "user:5": "Otto"}
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Entry(1, at, 5, "Otto", event, subject_type, subject_id, "", "", before, after, rest, names)


def _read(one: Entry, locale: str) -> tuple[str, str, str]:
    words = in_words(one, locale, "Asia/Shanghai")
    return words.before, words.after, words.rest


@pytest.mark.parametrize(
    ("event", "subject", "data", "zh", "en"),
    [
        (
            "UserCreated",
            "user",
            {"username": "lena", "role": "CUSTOMER_SERVICE", "invited": True},
            ("", "", "用户名：lena · 角色：客服 · 发送邀请：是"),
            ("", "", "User name: lena · Role: Agent · Invited: yes"),
        ),
        (
            "RoleChanged",
            "role",
            {
                "before": {"scope": "own", "rights": ["stats.see"]},
                "after": {"scope": "team", "rights": ["stats.see", "stats.see_all"]},
            },
            ("数据范围：本人", "数据范围：团队 · 权限：查看他人的统计", ""),
            ("Whose rows: Own", "Whose rows: Team · Rights: See others' figures", ""),
        ),
        (
            "UserRoleChanged",
            "user",
            {"before": "LEAD", "after": "USER"},
            ("Team leads", "客户", ""),
            ("Team leads", "Customer", ""),
        ),
        (
            "SettingChanged",
            "setting",
            {"before": "manual", "after": "skill", "was_default": True, "is_default": False},
            ("手动领取", "按技能", "原为默认值：是 · 现为默认值：否"),
            ("By hand", "By skill", "Default before: yes · Default now: no"),
        ),
        (
            "HoursChanged",
            "workforce",
            {"before": {"0": [[540, 1080]]}, "after": {"0": []}},
            ("星期一：09:00–18:00", "", ""),
            ("Monday: 09:00–18:00", "", ""),
        ),
        (
            "MacroEdited",
            "macro",
            {"before": {"owner_id": None}, "after": {"owner_id": 5}, "since": "2026-03-02T09:00:00+00:00"},
            ("", "所有者：Otto", "自：2026-03-02 17:00:00"),
            ("", "Owner: Otto", "From: 2026-03-02 17:00:00"),
        ),
    ],
)
def test_a_line_is_told_in_the_words_of_each_language(
    event: str,
    subject: str,
    data: dict[str, Any],
    zh: tuple[str, str, str],
    en: tuple[str, str, str],
) -> None:
    one = _entry(event, subject, data)
    assert (_read(one, "zh"), _read(one, "en")) == (zh, en)


def test_roles_and_settings_are_called_by_their_names() -> None:
    role = in_words(_entry("RoleChanged", "role", {}, "LEAD"), "en", "UTC")
    assert (role.event, role.kind, role.subject) == (
        CATALOGUES["en"]["event.RoleChanged"],
        "role",
        "Team leads",
    )
    setting = in_words(_entry("SettingChanged", "setting", {}, "AI_MAX_TURNS"), "en", "UTC")
    assert setting.subject == CATALOGUES["en"]["setting.ai_max_turns"]
    strange = in_words(_entry("Strange", "thing", {"odd": "x"}, "12"), "en", "UTC")
    assert (strange.event, strange.kind, strange.subject, strange.rest) == (
        "Strange",
        "thing",
        "12",
        "odd: x",
    )


async def _copy(vera: AsyncClient, query: str = "", **headers: str) -> list[dict[str, str]]:
    text = (await vera.get(f"/api/audit/export{query}", headers=headers)).text.removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines()))


async def test_a_copy_is_in_the_language_asked_for_with_codes_beside(tmp_path: Path) -> None:
    async with people(tmp_path) as shop:
        vera = await shop.admin()
        made = await vera.post("/api/users", json={"username": "nora", "role": "CUSTOMER_SERVICE"})
        assert made.status_code == 201
        zh = next(one for one in await _copy(vera, "?locale=zh") if one["事件代码"] == "UserCreated")
        en = next(one for one in await _copy(vera) if one["What (code)"] == "UserCreated")
        by_header = (await _copy(vera, **{"Accept-Language": "zh-CN"}))[0]
        refused = await vera.get("/api/audit/export?locale=fr")
    assert (zh["事件"], zh["对象类型"]) == (CATALOGUES["zh"]["event.UserCreated"], "用户")
    assert "角色：客服" in zh["其他"]
    assert "Role: Agent" in en["Also"]
    assert '"role": "CUSTOMER_SERVICE"' in en["Also (code)"]
    assert "事件" in by_header
    assert refused.status_code == 422
