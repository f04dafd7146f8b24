"""Settings as the page holds them."""

from dataclasses import dataclass, replace

from aics_app.configuration.queries import Change
from aics_app.configuration.views import Standing


@dataclass
class SettingRow:
    """One setting. `seen` is what a change starts from, `draft` what stands in the input.

    `fault` is about the draft, `doubt` about what is stored. `rival` changed it to `theirs` meanwhile.
    """

    value: str = ""
    seen: str = ""
    draft: str = ""
    default: str = ""
    is_default: bool = True
    fault: str = ""
    doubt: str = ""
    rival: str = ""
    theirs: str = ""
    changed_at: str = ""
    changed_by: str = ""


@dataclass
class ChangeRow:
    """One change of a setting."""

    id: int
    before: str
    after: str
    was_default: bool
    is_default: bool
    who: str
    at: str


def setting_row(one: Standing) -> SettingRow:
    """As it stands, untouched."""
    return SettingRow(
        value=one.value,
        seen=one.seen,
        draft=one.value,
        default=one.default,
        is_default=one.is_default,
        doubt=one.fault,
        changed_at=one.changed_at.isoformat() if one.changed_at else "",
        changed_by=one.changed_by,
    )


def news_beside(shown: SettingRow, news: SettingRow, *, touched: bool) -> SettingRow:
    """What was read anew. In a touched row what was typed stays, and whoever saves it now knows the rival."""
    changed = news.seen != shown.seen
    if touched:
        rival, theirs = (news.changed_by or "?", news.value) if changed else (shown.rival, shown.theirs)
        return replace(
            news, value=shown.value, draft=shown.draft, fault=shown.fault, rival=rival, theirs=theirs
        )
    return news if changed else replace(news, rival=shown.rival, theirs=shown.theirs)


def settled(row: SettingRow) -> SettingRow:
    """Nothing of what was typed or told matters any more."""
    return replace(row, draft=row.value, fault="", rival="", theirs="")


def with_draft(row: SettingRow, draft: str, fault: str) -> SettingRow:
    """What was typed stays, with what is wrong with it."""
    return replace(row, draft=draft, fault=fault)


def change_row(change: Change) -> ChangeRow:
    """A line of the history."""
    return ChangeRow(
        id=change.id,
        before=change.before,
        after=change.after,
        was_default=change.was_default,
        is_default=change.is_default,
        who=change.who,
        at=change.at.isoformat(),
    )
