"""Texts as they are shown in one line."""

import pytest

from aics_app.core.text import one_line, plain


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        ("Open *My orders*, then **Return or refund**.", "Open My orders, then Return or refund."),
        ("在码数上**大半码**，点“*申请售后*”", "在码数上大半码，点“申请售后”"),
        ("1. Pick _Refund only_\n2. Wait", "Pick Refund only Wait"),
        ("# Prices\n\n|Level|Off|\n|---|---|\n|Gold|5 %|", "Prices LevelOff Gold5 %"),
        ("see [the terms](https://example.com/a)", "see the terms"),
        ("3 * 4 = 12, and snake_case_name stays", "3 * 4 = 12, and snake_case_name stays"),
        ("`code` and ~~gone~~", "code and gone"),
    ],
)
def test_a_preview_has_no_marks_of_markdown(markdown: str, seen: str) -> None:
    assert one_line(plain(markdown), 120) == seen
