"""Texts in both languages at once: the page shows one of them, and a switch asks the server for nothing."""

import re
from dataclasses import dataclass

import reflex as rx
from reflex.vars import Var

from aics_app.locales import CATALOGUES, DEFAULT_LOCALE, tr
from aics_app.stats.models import Unit
from aics_app.ui.i18n import Lang

NOTHING = "—"
"""Of nothing there is no share and no mean."""
_MARKS = re.compile(r"[{}|@<>&%]")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


@dataclass
class Words:
    """The same in both languages."""

    zh: str = ""
    en: str = ""


def said(key: str, **params: object) -> Words:
    """A text of the catalogues; values that are `Words` are put in in their language."""
    return Words(**{locale: tr(locale, key, **_in(locale, params)) for locale in CATALOGUES})


def as_is(text: str) -> Words:
    """What people wrote, or a number."""
    return Words(text, text)


def named(beginning: str, key: str) -> Words:
    """The text of `beginning` + `key`, or the key where there is none: administrators make new ones."""
    return said(beginning + key) if beginning + key in CATALOGUES[DEFAULT_LOCALE] else as_is(key)


def _in(locale: str, params: dict[str, object]) -> dict[str, object]:
    return {name: getattr(one, locale) if isinstance(one, Words) else one for name, one in params.items()}


def shown(words: Var[Words]) -> Var[str]:
    """The text for whoever looks."""
    return rx.cond(Lang.code == "en", words.en, words.zh)


def drawn(words: Words) -> str:
    """For a chart, where `assets/chart.js` takes the language that is looked at. Never markup."""
    zh, en = (_MARKS.sub(" ", text) for text in (words.zh, words.en))
    return f"@{{{zh}|{en}}}"


def amount(value: float | None, unit: Unit) -> Words:
    """As it is read: three digits say enough."""
    if value is None:
        return as_is(NOTHING)
    if unit == Unit.SECONDS:
        return _duration(value)
    if unit == Unit.SHARE:
        return as_is(f"{value * 100:.1f}%")
    if unit == Unit.SCORE:
        return as_is(f"{value:.1f}%")
    return as_is(f"{value:,.0f}")


def _duration(seconds: float) -> Words:
    if seconds < 1.5 * _MINUTE_S:
        return said("stats.unit.s", value=f"{seconds:.0f}")
    if seconds < 1.5 * _HOUR_S:
        return said("stats.unit.min", value=f"{seconds / _MINUTE_S:.1f}")
    if seconds < 2 * _DAY_S:
        return said("stats.unit.h", value=f"{seconds / _HOUR_S:.1f}")
    return said("stats.unit.d", value=f"{seconds / _DAY_S:.1f}")
