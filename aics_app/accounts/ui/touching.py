"""Whether a change of rights touches an open page: only then it is read anew, which costs what was typed."""

from collections.abc import Collection

from aics_app.accounts.models import Right

_TALKS = {Right.CONVERSATIONS_SEE_ALL, Right.CONVERSATIONS_SEARCH}
_TICKETS = {Right.TICKETS_SEE_ALL, Right.TICKETS_WORK}
_NOTHING_ELSE: frozenset[Right] = frozenset()

READS: dict[str, frozenset[Right]] = {
    "": _NOTHING_ELSE,
    Right.CHAT_ASK: frozenset(_TALKS),
    Right.TICKETS_FILE: frozenset(_TICKETS),
    Right.DESK_WORK: frozenset(
        {*_TALKS, *_TICKETS, Right.HANDOFFS_SEE_ALL, Right.HANDOFFS_SUPERVISE, Right.REPLIES_SHARE}
    ),
    Right.TICKETS_WORK: frozenset({*_TALKS, *_TICKETS, Right.WORKFLOW_MANAGE}),
    Right.HANDOFFS_SEE_ALL: frozenset(_TALKS),
    Right.CONVERSATIONS_SEARCH: frozenset({*_TALKS, *_TICKETS}),
    Right.STATS_SEE: frozenset(
        {*_TALKS, *_TICKETS, Right.STATS_SEE_ALL, Right.STATS_EXPORT, Right.HANDOFFS_SEE_ALL, Right.DESK_WORK}
    ),
    Right.STATS_SEE_ALL: frozenset({*_TALKS, *_TICKETS, Right.HANDOFFS_SEE_ALL, Right.DESK_WORK}),
    Right.KNOWLEDGE_MANAGE: _NOTHING_ELSE,
    Right.WORKFORCE_MANAGE: _NOTHING_ELSE,
    Right.WORKFLOW_MANAGE: _NOTHING_ELSE,
    Right.USERS_MANAGE: _NOTHING_ELSE,
    Right.ROLES_MANAGE: _NOTHING_ELSE,
    Right.SETTINGS_MANAGE: _NOTHING_ELSE,
    Right.AUDIT_SEE: _NOTHING_ELSE,
    Right.SYSTEM_SEE: _NOTHING_ELSE,
}
"""By the right that a page takes: by which others it reads. A page that reads others' rows has some."""


def touches(needs: str, lost: Collection[str], *, other_reach: bool) -> bool:
    """Whether a page that takes the right `needs`, and keeps it, may show what it must not any more."""
    reads = READS.get(needs)
    if reads is None:
        return bool(lost) or other_reach
    return bool(reads.intersection(lost)) or (other_reach and bool(reads))
