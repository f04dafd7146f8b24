"""What the demo company's agents have kept for the next time."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from aics_app.desk.models import EVERYBODY, CannedReply

REPLIES = Path(__file__).with_name("canned.yaml")


def canned_replies(ids: Mapping[str, int], at: datetime) -> list[CannedReply]:
    """The rows; `ids` numbers the owners by name."""
    kept: list[dict[str, Any]] = yaml.safe_load(REPLIES.read_text("utf-8"))
    return [_row(one, ids.get(one.get("owner", "")), at) for one in kept]


def _row(one: Mapping[str, Any], owner_id: int | None, at: datetime) -> CannedReply:
    return CannedReply(
        owner_id=owner_id,
        owner_key=owner_id or EVERYBODY,
        shortcut=one["shortcut"],
        title=one["title"],
        text=one["text"],
        language=one["language"],
        use_count=one["used"],
        created_at=at,
        updated_at=at,
    )
