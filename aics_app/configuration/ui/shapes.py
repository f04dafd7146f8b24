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
