"""Every setting, its default and its limits: the only reader of the environment.

Variables are `SECTION_KEY`; the file named by `AICS_CONFIG` may hold the same as YAML, with the reference's
names (`-` counts as `_`). The environment wins over the file, the file over the defaults.
"""

import os
import secrets
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

KNOWN_SECRETS = frozenset({"secret", "changeme", "change-me", "password", "aics", "your-secret-key", "please-change"})
MIN_SECRET_CHARS = 32


class SettingsError(Exception):
    """The settings can't be used; `lines` says why, one line a mistake."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Section(BaseModel):
    """A group of settings with one prefix."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AppSection(Section):
    """`APP_*`: where and how the product serves."""

    name: str = Field("AICS", min_length=1, max_length=40)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    mode: Literal["demo", "production"] = "demo"
    data_dir: Path = Path("data")
    secret: SecretStr = SecretStr("")
    public_url: str = ""
    timezone: str = "Asia/Shanghai"
    locale: Literal["zh", "en"] = "zh"
    workers: int = Field(1, ge=1, le=64)
    allowed_origins: str = ""
    trusted_proxy_hops: int = Field(0, ge=0, le=5)
    rate_limit: int = Field(1200, ge=0, description="requests a minute from one address; 0 = no limit")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            message = f"no such time zone: {value}"
            raise ValueError(message) from None
        return value


class MysqlSection(Section):
    """`MYSQL_*`: an empty host means SQLite in the data directory."""

    host: str = ""
    port: int = Field(3306, ge=1, le=65535)
    username: str = "aics"
    password: SecretStr = SecretStr("")
    dbname: str = "aics"
    max_open_conns: int = Field(20, ge=1, le=500)
    conn_max_lifetime: int = Field(3600, ge=10, description="seconds")


class RedisSection(Section):
    """`REDIS_*`: an empty host means in-process."""

    host: str = ""
    port: int = Field(6379, ge=1, le=65535)
    password: SecretStr = SecretStr("")
    db: int = Field(0, ge=0, le=255)


class JwtSection(Section):
    """`JWT_*`: the token of a sign-in."""

    secret: SecretStr = SecretStr("")
    expiration: int = Field(86400, ge=60, le=90 * 86400, description="seconds")
    issuer: str = "aics"


class AiSection(Section):
    """`AI_*`: the model, and when its answers are kept."""

    ollama_base_url: str = "http://localhost:11434"
    ollama_model_name: str = "llama3:8b-instruct"
    ollama_embed_model: str = ""
    ollama_max_tokens: int = Field(1024, ge=16, le=32768)
    ollama_temperature: float = Field(0.6, ge=0, le=2)
    ollama_timeout: int = Field(60, ge=1, le=600, description="seconds")
    ollama_max_concurrency: int = Field(32, ge=1, le=1000)
    cache_enabled: bool = True
    cache_expire_seconds: int = Field(3600, ge=1)
    cache_threshold: int = Field(5, ge=1)
    max_turns: int = Field(3, ge=1, le=20)


class WorkOrderSection(Section):
    """`WORK_ORDER_*`."""

    assign_auto: bool = True
    remind_time: int = Field(30, ge=1, description="minutes")


class FileSection(Section):
    """`FILE_*`: where uploads go and how large they may be."""

    storage: Literal["local", "s3"] = "local"
    upload_path: str = ""
    max_file_size: int = Field(10, ge=1, le=100, description="MB")
    max_request_size: int = Field(50, ge=1, le=500, description="MB")
    s3_endpoint: str = ""
    s3_bucket: str = ""
    s3_access_key: str = ""
    s3_secret_key: SecretStr = SecretStr("")


class SpeechSection(Section):
    """`SPEECH_*`: who turns speech into text."""

    provider: Literal["browser"] = "browser"


class MailSection(Section):
    """`MAIL_*`: an empty address writes mails to the data directory."""

    smtp_url: SecretStr = SecretStr("")


class DemoSection(Section):
    """`DEMO_*`."""

    password: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """All of it, read once at start and handed on."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    app: AppSection = AppSection()
    mysql: MysqlSection = MysqlSection()
    redis: RedisSection = RedisSection()
    jwt: JwtSection = JwtSection()
    ai: AiSection = AiSection()
    work_order: WorkOrderSection = WorkOrderSection()
    file: FileSection = FileSection()
    speech: SpeechSection = SpeechSection()
    mail: MailSection = MailSection()
    demo: DemoSection = DemoSection()

    @property
    def is_demo(self) -> bool:
        """Whether the demo company, its accounts and its sign-in buttons are there."""
        return self.app.mode == "demo"

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the database, with its password."""
        from sqlalchemy import URL  # noqa: PLC0415 - keeps `--help` quick

        if not self.mysql.host:
            return f"sqlite+aiosqlite:///{self.app.data_dir.resolve() / 'aics.db'}"
        address = URL.create(
            "mysql+aiomysql",
            self.mysql.username,
            self.mysql.password.get_secret_value() or None,
            self.mysql.host,
            self.mysql.port,
            self.mysql.dbname,
            {"charset": "utf8mb4"},
        )
        return address.render_as_string(hide_password=False)

    @property
    def redis_url(self) -> str:
        """The address of Redis, or nothing."""
        if not self.redis.host:
            return ""
        password = self.redis.password.get_secret_value()
        return f"redis://{f':{password}@' if password else ''}{self.redis.host}:{self.redis.port}/{self.redis.db}"


def variables() -> dict[str, tuple[str, str]]:
    """Every environment variable with its section and key: `{"APP_PORT": ("app", "port"), …}`."""
    found: dict[str, tuple[str, str]] = {}
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        assert isinstance(kind, type)
        assert issubclass(kind, Section)
        for key in kind.model_fields:
            found[f"{section}_{key}".upper()] = (section, key)
    return found


def load(environ: dict[str, str] | None = None) -> Settings:
    """Read file and environment. Raises `SettingsError` with one line for each mistake."""
    environ = dict(os.environ) if environ is None else environ
    values = _from_file(environ.get("AICS_CONFIG", ""))
    for variable, (section, key) in variables().items():
        if variable in environ:
            values.setdefault(section, {})[key] = environ[variable]
    try:
        settings = Settings.model_construct(**_sections(values))
    except ValidationError as error:  # pragma: no cover - sections are validated one by one below
        raise SettingsError([str(error)]) from error
    faults = _faults_of_production(settings) if not settings.is_demo else []
    if faults:
        raise SettingsError(faults)
    return _with_generated_secrets(settings)


def _sections(values: dict[str, dict[str, Any]]) -> dict[str, Section]:
    built: dict[str, Section] = {}
    lines: list[str] = []
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        assert isinstance(kind, type)
        try:
            built[section] = kind(**values.pop(section, {}))
        except ValidationError as error:
            for fault in error.errors():
                where = "_".join([section, *map(str, fault["loc"])]).upper()
                lines.append(f"{where}: {fault['msg']}")
    lines += [f"{section}: no such section of settings" for section in values]
    if lines:
        raise SettingsError(lines)
    return built


def _from_file(name: str) -> dict[str, dict[str, Any]]:
    if not name:
        return {}
    try:
        content = yaml.safe_load(Path(name).read_text("utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError([f"AICS_CONFIG: {name} can't be read: {str(error).splitlines()[0]}"]) from error
    if not isinstance(content, dict) or not all(isinstance(part, dict) for part in content.values()):
        raise SettingsError([f"AICS_CONFIG: {name} must hold sections with keys"])
    sections: dict[str, dict[str, Any]] = {}
    for section, part in content.items():
        sections[_name(section)] = dict(_flat(part))
    return sections


def _flat(part: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The reference nests (`ai.ollama.base-url`); ours are flat (`ollama_base_url`)."""
    pairs: list[tuple[str, Any]] = []
    for key, value in part.items():
        name = f"{prefix}{_name(key)}"
        pairs += _flat(value, f"{name}_") if isinstance(value, dict) else [(name, value)]
    return pairs


def _name(key: object) -> str:
    return str(key).replace("-", "_").lower()


def _faults_of_production(settings: Settings) -> list[str]:
    lines = []
    for variable, secret in (("APP_SECRET", settings.app.secret), ("JWT_SECRET", settings.jwt.secret)):
        value = secret.get_secret_value()
        if not value:
            lines.append(f"{variable}: production needs one; try: openssl rand -hex 32")
        elif len(value) < MIN_SECRET_CHARS or value.lower() in KNOWN_SECRETS or len(set(value)) < 8:  # noqa: PLR2004 - a run of few letters is no secret
            lines.append(f"{variable}: too short or well known; at least {MIN_SECRET_CHARS} random characters")
    if settings.demo.password.get_secret_value():
        lines.append("DEMO_PASSWORD: production has no demo accounts; leave it empty")
    return lines


def _with_generated_secrets(settings: Settings) -> Settings:
    """Demo mode makes its secrets on first start and keeps them, readable by the owner alone."""
    if settings.jwt.secret.get_secret_value() and settings.app.secret.get_secret_value():
        return settings
    own = settings.app.data_dir / "secret"
    if own.exists():
        value = own.read_text("ascii").strip()
    else:
        settings.app.data_dir.mkdir(parents=True, exist_ok=True)
        value = secrets.token_hex(32)
        own.touch(mode=0o600)
        own.write_text(value, "ascii")
    app = settings.app.model_copy(update={"secret": _or(settings.app.secret, value)})
    jwt = settings.jwt.model_copy(update={"secret": _or(settings.jwt.secret, f"jwt-{value}")})
    return settings.model_copy(update={"app": app, "jwt": jwt})


def _or(secret: SecretStr, fallback: str) -> SecretStr:
    return secret if secret.get_secret_value() else SecretStr(fallback)
