"""What the settings say of the pages' look comes as a stylesheet, to everybody and at once."""

from pathlib import Path

import pytest

from aics_app.configuration.rules import ACCENTS
from aics_app.edge.look import stylesheet
from aics_app.settings import AppSection
from tests.app import people


async def test_pages_are_as_they_were_built_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    async with people(tmp_path) as shop:
        asked = await (await shop.client()).get("/api/look.css")
        assert (asked.status_code, asked.text.strip()) == (200, "")
        assert asked.headers["content-type"].startswith("text/css")


async def test_another_name_and_accent_count_from_the_next_page_on(tmp_path: Path) -> None:
    async with people(tmp_path) as shop:
        vera = await shop.admin()
        for key, before, value in (("APP_NAME", "AICS", "云杉 & Co."), ("APP_ACCENT", "jade", "blue")):
            changed = await vera.put(f"/api/config/{key}", json={"value": value, "before": before})
            assert changed.status_code == 200, changed.text
        look = (await (await shop.client()).get("/api/look.css")).text
        assert '--app-name: "%E4%BA%91%E6%9D%89%20%26%20Co."' in look
        assert "--accent-9: var(--blue-9);" in look
        refused = await vera.put("/api/config/APP_ACCENT", json={"value": "#f00", "before": "blue"})
        assert refused.status_code == 422


@pytest.mark.parametrize(
    "evil", ['"; } body { display: none', "\\", "*/ @import url(//evil.test)", "</style>"]
)
def test_a_name_ends_no_rule(evil: str) -> None:
    (rule,) = stylesheet("jade", evil).split("\n")[:-1]
    assert rule.count('"') == 2
    assert not set(rule.split('"')[1]) & set('"\\*/<>(){};@ ')


def test_what_may_be_chosen_while_it_runs_may_be_chosen_at_start() -> None:
    for accent in ACCENTS:
        assert AppSection(accent=accent).accent == accent
