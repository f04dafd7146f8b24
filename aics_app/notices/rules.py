"""When a mail that was not taken is tried again, what it says, and where pages hear of notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape

from aics_app.core.text import one_line
from aics_app.locales import CATALOGUES, tr

WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 60, 240, 720))
"""After the first attempt, the second …; after the last there is none."""
INVITATION, PASSWORD = "invitation", "password_link"
DOORS = frozenset({INVITATION, PASSWORD})
"""Kinds of mails whose link opens a door."""
MAX_SUBJECT_CHARS = 150
MAX_PARAM_CHARS = 200


def again_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts; None for never again."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def topic_of(user_id: int) -> str:
    """Where a person's pages hear that there is a notice, or that one was read."""
    return f"notices:{user_id}"


@dataclass(frozen=True)
class Letter:
    """A mail's words."""

    subject: str
    text: str
    html: str


def letter(
    kind: str, params: Mapping[str, str], *, name: str, address: str, locale: str, sender: str = ""
) -> Letter:
    """What a notice says by mail, in the reader's language.

    `address` leads to what it is about; `sender` is what the product is named here, if it is.
    """
    known = _known(params, locale)
    said = tr(locale, f"notice.{kind}", **known)
    more = f"mail.{kind}"
    lines = [tr(locale, "mail.greeting", name=one_line(name, MAX_PARAM_CHARS)), said]
    if more in CATALOGUES[locale]:
        lines.append(tr(locale, more, **known))
    # What opens a door is mailed to everybody: nobody can turn that off, and the foot promises nothing else.
    foot_key = "mail.foot_always" if kind in DOORS else "mail.foot"
    foot = tr(locale, foot_key, app=sender or tr(locale, "app.name"))
    return Letter(
        subject=subject(kind, params, locale),
        text="\n\n".join([*lines, address, f"-- \n{foot}\n"]),
        html=_html(lines, foot, address, tr(locale, "mail.open")),
    )


def subject(kind: str, params: Mapping[str, str], locale: str) -> str:
    """What a notice says, in one line."""
    return one_line(tr(locale, f"notice.{kind}", **_known(params, locale)), MAX_SUBJECT_CHARS)


def _known(params: Mapping[str, str], locale: str) -> dict[str, str]:
    known = {key: one_line(str(value), MAX_PARAM_CHARS) for key, value in params.items()}
    return {**known, "detail": known.get(locale, "")}


def _html(lines: list[str], foot: str, address: str, word: str) -> str:
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    link = f'<p><a href="{escape(address)}">{escape(word)}</a></p>'
    return f"<!doctype html><html><body>{said}{link}<hr><p><small>{escape(foot)}</small></p></body></html>\n"
