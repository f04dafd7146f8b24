"""Reads file and environment, and says of every mistake what it is, in one line."""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import SecretStr, ValidationError

from aics_app.settings import keys
from aics_app.settings.sections import SECTIONS, Section, Settings, variables

Values = dict[str, dict[str, Any]]

WELL_KNOWN_PASSWORDS = frozenset({"change-me", "changeme", "password", "secret", "root", "aics", "123456"})


class SettingsError(Exception):
    """The settings can't be used; `lines` says why, one line a mistake."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read file and environment; an empty variable counts as not set.

    Raises `SettingsError` with one line for each mistake.
    """
    environ = os.environ if environ is None else environ
    values = _from_file(environ.get("AICS_CONFIG", ""))
    for variable, (section, key) in variables().items():
        if environ.get(variable, "").strip():
            values.setdefault(section, {})[key] = environ[variable].strip()
    settings = Settings.model_construct(_fields_set=None, **_sections(values))
    faults = _faults_of_the_whole(settings)
    if faults:
        raise SettingsError(faults)
    return settings if not settings.is_demo else _with_own_secrets(settings)


def misspelt(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Variables that do nothing but look like one of ours, each with the one that was meant."""
    environ = os.environ if environ is None else environ
    known = variables()
    beginnings = tuple({f"{section.upper()}_" for section in SECTIONS})
    strange = sorted(name for name in environ if name.startswith(beginnings) and name not in known)
    meant = {name: difflib.get_close_matches(name, known, n=1, cutoff=0.85) for name in strange}
    return {name: near[0] for name, near in meant.items() if near}


def _sections(values: Values) -> dict[str, Any]:
    built: dict[str, Section] = {}
    lines = [f"{section}: no such section of settings" for section in values if section not in SECTIONS]
    for section, kind in SECTIONS.items():
        try:
            built[section] = kind(**values.get(section, {}))
        except ValidationError as error:
            for fault in error.errors(include_input=False):
                where = "_".join([section, *map(str, fault["loc"])]).upper()
                lines.append(f"{where}: {_in_short(fault['type'], fault['msg'])}")
    if lines:
        raise SettingsError(lines)
    return built


def _in_short(kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return "no such setting"
    return re.sub(r"^Value error, |^Input (?=should)", "", said).split(", unable")[0]


def _from_file(name: str) -> Values:
    if not name:
        return {}
    try:
        content = yaml.safe_load(Path(name).read_text("utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError([f"AICS_CONFIG: {name} can't be read: {reason}"]) from error
    if not isinstance(content, dict) or not all(isinstance(part, dict | None) for part in content.values()):
        raise SettingsError([f"AICS_CONFIG: {name} must hold sections with keys"])
    return {_name(section): dict(_flat(part or {})) for section, part in content.items()}


def _flat(part: Mapping[Any, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The reference nests (`ai.ollama.base-url`), ours are flat. A key without value is left out."""
    pairs: list[tuple[str, Any]] = []
    for key, value in part.items():
        name = f"{prefix}{_name(key)}"
        if isinstance(value, dict):
            pairs += _flat(value, f"{name}_")
        elif isinstance(value, list):
            pairs.append((name, ",".join(map(str, value))))
        elif value is not None:
            pairs.append((name, str(value)))  # an unquoted password of digits is still a text
    return pairs


def _name(key: object) -> str:
    return str(key).replace("-", "_").lower()


def _faults_of_the_whole(settings: Settings) -> list[str]:
    """What no section can see alone."""
    lines = []
    if settings.app.workers > 1 and not settings.redis.host:
        lines.append(
            "APP_WORKERS: several workers share their pages through Redis; set REDIS_HOST, or APP_WORKERS=1"
        )
    if settings.file.storage == "s3":
        needed = {
            "FILE_S3_BUCKET": settings.file.s3_bucket,
            "FILE_S3_ACCESS_KEY": settings.file.s3_access_key,
            "FILE_S3_SECRET_KEY": settings.file.s3_secret_key.get_secret_value(),
        }
        lines += [f"{name}: FILE_STORAGE=s3 needs it" for name, value in needed.items() if not value]
    if not settings.is_demo:
        secrets = {"APP_SECRET": settings.app.secret, "JWT_SECRET": settings.jwt.secret}
        found = {variable: keys.fault_of(secret.get_secret_value()) for variable, secret in secrets.items()}
        lines += [f"{variable}: {fault}" for variable, fault in found.items() if fault]
        if settings.demo.password.get_secret_value():
            lines.append("DEMO_PASSWORD: production has no demo accounts; leave it empty")
        lines += [
            f"{variable}: a password that everybody knows; choose another"
            for variable, section in (("MYSQL_PASSWORD", settings.mysql), ("REDIS_PASSWORD", settings.redis))
            if section.host and section.password.get_secret_value().lower() in WELL_KNOWN_PASSWORDS
        ]
    return lines


def _with_own_secrets(settings: Settings) -> Settings:
    """Demo mode makes what is not given."""
    if settings.jwt.secret.get_secret_value() and settings.app.secret.get_secret_value():
        return settings
    try:
        own = keys.own(settings.app.data_dir)
    except OSError as error:
        reason = f"{error.filename} can't be used: {error.strerror}"
        raise SettingsError([f"APP_DATA_DIR: {reason}; name a folder that this user may write to"]) from error
    given = settings.app.secret, settings.jwt.secret
    app, jwt = (
        secret if secret.get_secret_value() else SecretStr(f"{use}{own}")
        for secret, use in zip(given, ("", "jwt-"), strict=True)
    )
    return settings.model_copy(
        update={
            "app": settings.app.model_copy(update={"secret": app}),
            "jwt": settings.jwt.model_copy(update={"secret": jwt}),
        }
    )
