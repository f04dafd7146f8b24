"""Notices as pages show them."""

from dataclasses import dataclass

from aics_app.notices.models import Notice


@dataclass
class NoticeCard:
    """One notice; `zh` and `en` are what is different in it by language."""

    id: int
    kind: str
    number: str
    title: str
    zh: str
    en: str
    link: str
    at: str
    is_read: bool


def card(notice: Notice) -> NoticeCard:
    """From its row."""
    params = notice.params
    return NoticeCard(
        id=notice.id or 0,
        kind=notice.kind,
        number=str(params.get("number", "")),
        title=str(params.get("title", "")),
        zh=str(params.get("zh", "")),
        en=str(params.get("en", "")),
        link=notice.link,
        at=notice.created_at.isoformat(),
        is_read=notice.read_at is not None,
    )
