"""Texts on the pages: both languages are compiled into the bundle and one variable chooses between them."""

from string import Formatter

import reflex as rx
from reflex.vars import LiteralVar

from aics_app.locales import CATALOGUES, DEFAULT_LOCALE, LOCALES, known_locale, tr
from aics_app.ui.access import PUBLIC, access

__all__ = ["LOCALES", "Lang", "t", "tr"]

STORAGE_KEY = "aics_lang"


class Lang(rx.State):
    """The language of this browser, shared by its tabs and kept across visits."""

    code: str = rx.LocalStorage(DEFAULT_LOCALE, name=STORAGE_KEY, sync=True)

    @rx.event
    @access(PUBLIC)
    def switch(self, code: str) -> None:
        """Speak another language from now on."""
        self.code = known_locale(code)

    @property
    def locale(self) -> str:
        """The language for texts made on the server: the browser may have stored anything in `code`."""
        return known_locale(self.code)


def t(key: str, **params: str | rx.Var) -> rx.Var[str]:
    """The text of `key` in the viewer's language; `params` fill its `{names}` and may change at run time.

    Raises KeyError while compiling if the key is missing, or ValueError if the params don't match the text.
    """
    zh, en = (_filled(CATALOGUES[locale][key], key, params) for locale in LOCALES)
    return rx.cond(Lang.code == "en", en, zh)


def names_below(prefix: str) -> tuple[str, ...]:
    """What there are texts for: the ends of all keys that begin so."""
    keys = CATALOGUES[DEFAULT_LOCALE]
    return tuple(sorted(key.removeprefix(prefix) for key in keys if key.startswith(prefix)))


def _filled(template: str, key: str, params: dict[str, str | rx.Var]) -> rx.Var[str]:
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
    if wanted != set(params):
        message = f"{key} takes {sorted(wanted)}, got {sorted(params)}"
        raise ValueError(message)
    return LiteralVar.create(template.format(**params))
