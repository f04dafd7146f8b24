"""What an operator writes down, and what is said about a mistake in it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aics_app.settings import SettingsError, load, variables
from aics_app.settings.sections import DEMO_COMPANY

SECRETS = {"APP_SECRET": "9f3c1ab2e07d4586" * 2, "JWT_SECRET": "0e1d2c3b4a59687f" * 2}
PRODUCTION = {"APP_MODE": "production", **SECRETS}


def mistakes(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        load(environ)
    return refused.value.lines


def written(tmp_path: Path, text: str) -> dict[str, str]:
    """An environment that names a file with this text."""
    file = tmp_path / "app.yaml"
    file.write_text(text, "utf-8")
    return {"AICS_CONFIG": str(file), "APP_DATA_DIR": str(tmp_path / "data")}


def test_nothing_need_be_set(tmp_path):
    settings = load({"APP_DATA_DIR": str(tmp_path)})
    assert (settings.app.host, settings.app.port, settings.is_demo) == ("127.0.0.1", 8000, True)
    assert settings.database_url == f"sqlite+aiosqlite:///{tmp_path}/aics.db"
    assert settings.redis_url == ""


def test_every_mistake_has_its_own_line():
    lines = mistakes(
        {
            "APP_PORT": "many",
            "APP_TIMEZONE": "Mars/Base",
            "AI_OLLAMA_TEMPERATURE": "7",
            "AI_OLLAMA_BASE_URL": "model.example:11434",
            "FILE_STORAGE": "tape",
        }
    )
    assert lines == [
        "APP_PORT: should be a valid integer",
        "APP_TIMEZONE: no such time zone: Mars/Base",
        "AI_OLLAMA_BASE_URL: must begin with http:// or https:// and name a host",
        "AI_OLLAMA_TEMPERATURE: should be less than or equal to 2",
        "FILE_STORAGE: should be 'local' or 's3'",
    ]


def test_a_mistake_never_repeats_a_secret(tmp_path):
    lines = mistakes(
        written(tmp_path, "mysql: {password: {nested: swordfish}}\njwt: {expiration: swordfish}")
    )
    assert len(lines) == 2
    assert "swordfish" not in str(lines)


@pytest.mark.parametrize("zone", ["", "Asia", "../../etc/passwd", "Asia/Nowhere"])
def test_a_time_zone_is_one_that_exists(zone, tmp_path):
    environ = {"APP_TIMEZONE": zone, "APP_DATA_DIR": str(tmp_path)}
    if zone:
        assert mistakes(environ) == [f"APP_TIMEZONE: no such time zone: {zone}"]
    else:
        assert load(environ).app.timezone == "Asia/Shanghai"


def test_an_empty_variable_counts_as_not_set(tmp_path):
    environ = dict.fromkeys(variables(), " ") | {"APP_DATA_DIR": str(tmp_path)}
    assert load(environ).app.port == 8000


def test_the_reference_s_file_is_read_with_its_nesting_and_dashes(tmp_path):
    settings = load(
        written(
            tmp_path,
            """
            app: {name: 云杉, port: 9000}
            mysql: {host: db, password: 12345678, max-open-conns: 7}
            ai:
              ollama: {base-url: "http://model:11434/", model-name: "qwen3:8b", max-tokens: 256}
              cache: {enabled: false, expire-seconds: 60}
            work-order: {assign-auto: false, remind-time: 45}
            file: {max-file-size: 20MB}
            redis:
            """,
        )
    )
    assert (settings.app.name, settings.app.port, settings.mysql.max_open_conns) == ("云杉", 9000, 7)
    assert settings.mysql.password.get_secret_value() == "12345678"
    assert settings.ai.ollama_base_url == "http://model:11434"
    assert (settings.ai.ollama_model_name, settings.ai.ollama_max_tokens) == ("qwen3:8b", 256)
    assert (settings.ai.cache_enabled, settings.ai.cache_expire_seconds) == (False, 60)
    assert (settings.work_order.assign_auto, settings.work_order.remind_time) == (False, 45)
    assert settings.file.max_file_size == 20


def test_the_environment_wins_over_the_file(tmp_path):
    environ = written(tmp_path, "app: {port: 9000, name: From the file}") | {"APP_PORT": "9001"}
    settings = load(environ)
    assert (settings.app.port, settings.app.name) == (9001, "From the file")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("app: {prot: 9000}", "APP_PROT: no such setting"),
        ("apps: {port: 9000}", "apps: no such section of settings"),
        ("- app", "must hold sections with keys"),
        ("app: 9000", "must hold sections with keys"),
        ("app: {port: [", "can't be read: "),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_in_one_line(text, said, tmp_path):
    (line,) = mistakes(written(tmp_path, text))
    assert said in line
    assert "\n" not in line


def test_a_file_that_is_not_there_is_refused(tmp_path):
    (line,) = mistakes({"AICS_CONFIG": str(tmp_path / "nowhere.yaml")})
    assert "nowhere.yaml can't be read" in line


def test_production_refuses_to_start_without_secrets():
    assert mistakes({"APP_MODE": "production"}) == [
        "APP_SECRET: production needs one; try: openssl rand -hex 32",
        "JWT_SECRET: production needs one; try: openssl rand -hex 32",
    ]


@pytest.mark.parametrize(
    "secret",
    ["kurz", "please-change-me-please-change-me-1", "a" * 64, "your-secret-key-at-least-256-bits-long"],
)
def test_production_refuses_secrets_that_anybody_could_guess(secret):
    (line,) = mistakes(PRODUCTION | {"JWT_SECRET": secret})
    assert line.startswith("JWT_SECRET: too short or well known")
    assert secret not in line


def test_production_refuses_demo_accounts():
    (line,) = mistakes(PRODUCTION | {"DEMO_PASSWORD": "a-password-of-its-own"})
    assert line.startswith("DEMO_PASSWORD: ")


@pytest.mark.parametrize("section", ["MYSQL", "REDIS"])
def test_production_refuses_a_password_that_everybody_knows(section):
    (line,) = mistakes(PRODUCTION | {f"{section}_HOST": "db.test", f"{section}_PASSWORD": "Change-Me"})
    assert line.startswith(f"{section}_PASSWORD: ")


def test_the_demo_speaks_for_the_demo_company_unless_another_is_named(tmp_path):
    assert load({"APP_DATA_DIR": str(tmp_path)}).company == DEMO_COMPANY
    assert load({"APP_DATA_DIR": str(tmp_path), "APP_NAME": "Fir & Co."}).company == "Fir & Co."


def test_production_starts_with_secrets_and_writes_none_down(tmp_path):
    settings = load(PRODUCTION | {"APP_DATA_DIR": str(tmp_path / "data")})
    assert settings.jwt.secret.get_secret_value() == SECRETS["JWT_SECRET"]
    assert not (tmp_path / "data").exists()


def test_demo_mode_makes_secrets_once_for_its_owner_alone(tmp_path):
    environ = {"APP_DATA_DIR": str(tmp_path / "data")}
    first, second = load(environ), load(environ)
    assert first.jwt.secret == second.jwt.secret
    assert first.jwt.secret != first.app.secret
    assert len(first.jwt.secret.get_secret_value()) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600


def test_processes_that_start_together_share_one_secret(tmp_path):
    environ = {"APP_DATA_DIR": str(tmp_path / "data")}
    with ThreadPoolExecutor(8) as pool:
        secrets = {settings.jwt.secret for settings in pool.map(load, [environ] * 16)}
    assert len(secrets) == 1


def test_a_secret_that_was_cut_off_is_not_taken_for_one(tmp_path, monkeypatch):
    monkeypatch.setattr("aics_app.settings.keys.WRITING_S", 0.05)
    (tmp_path / "secret").write_text("half of a sec", "ascii")
    (line,) = mistakes({"APP_DATA_DIR": str(tmp_path)})
    assert f"{tmp_path}/secret can't be used: it holds no secret; remove it" in line


def test_a_data_folder_that_can_t_be_made_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").touch()
    (line,) = mistakes({"APP_DATA_DIR": str(tmp_path / "file" / "data")})
    assert line.startswith("APP_DATA_DIR: ")


def test_passwords_with_any_letters_reach_database_and_redis(tmp_path):
    hard = "p@ss:w/rd#?%"
    settings = load(
        {
            "APP_DATA_DIR": str(tmp_path),
            "MYSQL_HOST": "db",
            "MYSQL_PASSWORD": hard,
            "REDIS_HOST": "cache",
            "REDIS_PASSWORD": hard,
            "REDIS_DB": "2",
        }
    )
    assert settings.redis_url == "redis://:p%40ss%3Aw%2Frd%23%3F%25@cache:6379/2"
    assert (
        settings.database_url == "mysql+aiomysql://aics:p%40ss%3Aw%2Frd%23%3F%25@db:3306/aics?charset=utf8mb4"
    )
    assert hard not in repr(settings)


def test_several_workers_need_redis(tmp_path):
    environ = {"APP_WORKERS": "3", "APP_DATA_DIR": str(tmp_path)}
    assert mistakes(environ) == [
        "APP_WORKERS: several workers share their pages through Redis; set REDIS_HOST, or APP_WORKERS=1"
    ]
    assert load(environ | {"REDIS_HOST": "cache"}).app.workers == 3


def test_origins_are_addresses(tmp_path):
    environ = {
        "APP_DATA_DIR": str(tmp_path),
        "APP_ALLOWED_ORIGINS": "https://a.example/, http://b.example:81 ,",
    }
    assert load(environ).app.allowed_origins == "https://a.example,http://b.example:81"
    assert mistakes(environ | {"APP_ALLOWED_ORIGINS": "*"}) == [
        "APP_ALLOWED_ORIGINS: must begin with http:// or https:// and name a host"
    ]


def test_a_bucket_needs_a_name_and_keys(tmp_path):
    environ = {"APP_DATA_DIR": str(tmp_path), "FILE_STORAGE": "s3", "FILE_S3_ENDPOINT": "minio:9000"}
    assert mistakes(environ) == ["FILE_S3_ENDPOINT: must begin with http:// or https:// and name a host"]
    environ["FILE_S3_ENDPOINT"] = "http://minio:9000/"
    assert mistakes(environ) == [
        "FILE_S3_BUCKET: FILE_STORAGE=s3 needs it",
        "FILE_S3_ACCESS_KEY: FILE_STORAGE=s3 needs it",
        "FILE_S3_SECRET_KEY: FILE_STORAGE=s3 needs it",
    ]
    environ |= {"FILE_S3_BUCKET": "files", "FILE_S3_ACCESS_KEY": "ours", "FILE_S3_SECRET_KEY": "long"}
    assert load(environ).file.s3_endpoint == "http://minio:9000"
