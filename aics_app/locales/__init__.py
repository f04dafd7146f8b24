"""Every text that people read, in every language: one flat catalogue a language, the same keys in each."""

import json
from pathlib import Path

LOCALES = ("zh", "en")
DEFAULT_LOCALE = LOCALES[0]

CATALOGUES: dict[str, dict[str, str]] = {
    locale: json.loads(Path(__file__).with_name(f"{locale}.json").read_text(encoding="utf-8"))
    for locale in LOCALES
}


def known_locale(value: object) -> str:
    """`value` if it names a language we speak, else the default: browsers send anything."""
    return value if isinstance(value, str) and value in LOCALES else DEFAULT_LOCALE


def tr(locale: str, key: str, **params: object) -> str:
    """The text of `key` in `locale`; raises KeyError for an unknown key or a missing param."""
    return CATALOGUES[known_locale(locale)][key].format(**params)
