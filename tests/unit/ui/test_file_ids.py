"""What a browser says of files: anybody may send anything over a page's socket."""

from typing import Any

import pytest

from aics_app.core.errors import Invalid
from aics_app.ui.composer import MOST_FILES, file_ids


@pytest.mark.parametrize(
    ("said", "ids"), [(None, []), ([], []), ([7, 9], [7, 9]), ([7, 7], [7]), ([2**63 - 1], [2**63 - 1])]
)
def test_ids_are_taken_once_each(said: Any, ids: list[int]) -> None:
    assert file_ids(said) == ids


@pytest.mark.parametrize(
    "said",
    [
        "7",
        7,
        {"7": 7},
        ["7"],
        [7.0],
        [True],
        [None],
        [[7]],
        [0],
        [-1],
        [2**63],
        list(range(1, MOST_FILES + 2)),
    ],
)
def test_everything_else_is_refused(said: Any) -> None:
    with pytest.raises(Invalid):
        file_ids(said)
