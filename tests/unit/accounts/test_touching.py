"""A page is read anew when it may show what it must not any more, and keeps what is typed in it otherwise."""

import pytest

from aics_app.accounts.models import Right
from aics_app.accounts.ui.touching import touches


@pytest.mark.parametrize(
    ("needs", "lost", "other_reach", "expected"),
    [
        (Right.SETTINGS_MANAGE, {Right.AUDIT_SEE, Right.TICKETS_SEE_ALL}, False, False),
        (Right.SETTINGS_MANAGE, set(), True, False),
        (Right.DESK_WORK, {Right.AUDIT_SEE}, False, False),
        (Right.DESK_WORK, {Right.TICKETS_SEE_ALL, Right.AUDIT_SEE}, False, True),
        (Right.DESK_WORK, set(), True, True),
        (Right.DESK_WORK, set(), False, False),
        ("", {Right.CHAT_ASK}, True, False),
        ("a page that nobody knows", {Right.AUDIT_SEE}, False, True),
        ("a page that nobody knows", set(), False, False),
    ],
)
def test_what_is_taken_away_touches_what_is_shown_by_it(
    needs: str, lost: set[Right], other_reach: bool, expected: bool
) -> None:
    assert touches(needs, lost, other_reach=other_reach) is expected
