"""Every setting with its default and its limits."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _web_address(value: Any) -> Any:
    """An address of http or https with a host; without the slash at its end."""
    address = str(value).strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        message = "must begin with http:// or https:// and name a host"
        raise ValueError(message)
    return address


def _megabytes(value: Any) -> Any:
    """The reference writes `10MB`."""
    return str(value).strip().lower().removesuffix("mb").strip()


WebAddress = Annotated[str, BeforeValidator(_web_address)]
Megabytes = Annotated[int, BeforeValidator(_megabytes)]


class Section(BaseModel):
    """A group of settings with one prefix."""

    model_config = ConfigDict(extra="forbid", frozen=True)


DEMO_COMPANY = "云杉小铺 (Spruce Shop)"


class AppSection(Section):
    """`APP_*`: where and how the product serves."""

    name: str = Field("AICS", min_length=1, max_length=40)
    accent: Literal["jade", "teal", "green", "cyan", "blue", "crimson", "orange"] = "jade"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    mode: Literal["demo", "production"] = "demo"
    data_dir: Path = Path("data")
    secret: SecretStr = SecretStr("")
    public_url: WebAddress = ""
    timezone: str = "Asia/Shanghai"
    locale: Literal["zh", "en"] = "zh"
    workers: int = Field(1, ge=1, le=64)
    allowed_origins: str = ""
    trusted_proxy_hops: int = Field(0, ge=0, le=5)
    rate_limit: int = Field(1200, ge=0, description="requests a minute from one address; 0 = no limit")
    metrics_token: SecretStr = SecretStr("")

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        return ",".join(filter(None, (_web_address(origin) for origin in value.split(","))))

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):  # unknown, not a name, or the name of a folder
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

    ollama_base_url: WebAddress = "http://localhost:11434"
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
    summaries: bool = True


class WorkOrderSection(Section):
    """`WORK_ORDER_*`."""

    assign_auto: bool = True
    remind_time: int = Field(30, ge=1, description="minutes")


class FileSection(Section):
    """`FILE_*`: where uploads go and how large they may be."""

    storage: Literal["local", "s3"] = "local"
    upload_path: str = ""
    max_file_size: Megabytes = Field(10, ge=1, le=100, description="MB")
    max_request_size: Megabytes = Field(50, ge=1, le=500, description="MB")
    s3_endpoint: WebAddress = ""
    s3_region: str = "us-east-1"
    s3_bucket: str = ""
    s3_access_key: str = ""
    s3_secret_key: SecretStr = SecretStr("")


class SpeechSection(Section):
    """`SPEECH_*`: who turns speech into text."""

    provider: Literal["browser"] = "browser"


class MailSection(Section):
    """`MAIL_*`: an empty address writes mails to the data directory."""

    smtp_url: SecretStr = SecretStr("")
    sender: str = Field("", max_length=200)
    enabled: bool = True

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            message = "must begin with smtp:// or smtps:// and name a host"
            raise ValueError(message)
        return value

    @field_validator("sender")
    @classmethod
    def _one_sender(cls, value: str) -> str:
        if value and not re.fullmatch(r"([^<>\"\r\n]+ <[^\s<>@]+@[^\s<>@]+>)|([^\s<>@]+@[^\s<>@]+)", value):
            message = "must be an address, or a name with one: AICS <service@example.com>"
            raise ValueError(message)
        return value


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
    def company(self) -> str:
        """Whom the model speaks for: the demo company, unless `APP_NAME` names another."""
        return self.own_name or (DEMO_COMPANY if self.is_demo else self.app.name)

    @property
    def own_name(self) -> str:
        """What the product was named by `APP_NAME` or at run time; empty when nobody did."""
        return self.app.name if "name" in self.app.model_fields_set else ""

    @property
    def is_demo(self) -> bool:
        """Whether the demo company, its accounts and its sign-in buttons are there."""
        return self.app.mode == "demo"

    @property
    def files_folder(self) -> Path:
        """Where attachments lie."""
        return Path(self.file.upload_path) if self.file.upload_path else self.app.data_dir / "files"

    @property
    def site(self) -> str:
        """The address that links in mails begin with."""
        return self.app.public_url or f"http://localhost:{self.app.port}"

    @property
    def sends_mails(self) -> bool:
        """Whether there is a mail server, and mails are to go out."""
        return bool(self.mail.smtp_url.get_secret_value()) and self.mail.enabled

    @property
    def mail_sender(self) -> str:
        """Whom mails come from."""
        return self.mail.sender or f"{self.app.name} <no-reply@{urlsplit(self.site).hostname}>"

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
        account = f":{quote(password, safe='')}@" if password else ""
        return f"redis://{account}{self.redis.host}:{self.redis.port}/{self.redis.db}"


SECTIONS: dict[str, type[Section]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
}


def variables() -> dict[str, tuple[str, str]]:
    """Every environment variable with its section and key: `{"APP_PORT": ("app", "port"), …}`."""
    return {
        f"{section}_{key}".upper(): (section, key)
        for section, kind in SECTIONS.items()
        for key in kind.model_fields
    }
