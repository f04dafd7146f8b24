"""The server is told where to serve, where open pages live, and who may talk to it."""

import socket
from itertools import pairwise
from pathlib import Path

import pytest

from aics_app.cli import serving
from aics_app.cli.output import Refused
from aics_app.settings import Settings, load


def settings(tmp_path: Path, **environ: str) -> Settings:
    return load({"APP_DATA_DIR": str(tmp_path)} | environ)


def test_granian_serves_the_pages_as_they_were_built(tmp_path):
    own = settings(tmp_path, APP_PORT="9000", APP_HOST="0.0.0.0", APP_WORKERS="2", REDIS_HOST="cache")
    words = serving.command(own)
    assert words[1:3] == ["-m", "granian"]
    assert words[-1] == "aics_app.aics_app:app"
    pairs = dict(pairwise(words[3:]))
    assert (pairs["--host"], pairs["--port"], pairs["--workers"]) == ("0.0.0.0", "9000", "2")
    environ = serving.environment(own, {})
    assert environ["__REFLEX_SKIP_COMPILE"] == environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] == "true"
    assert environ["REFLEX_ENV_MODE"] == "prod"


def test_without_redis_open_pages_live_in_memory(tmp_path):
    environ = serving.environment(settings(tmp_path), {"PATH": "/bin"})
    assert environ["REFLEX_STATE_MANAGER_MODE"] == "memory"
    assert "REFLEX_REDIS_URL" not in environ
    assert environ["PATH"] == "/bin"


def test_with_redis_open_pages_live_there_for_a_day_at_least(tmp_path):
    own = settings(tmp_path, REDIS_HOST="cache", REDIS_PASSWORD="p@ss")
    environ = serving.environment(own, {})
    assert environ["REFLEX_STATE_MANAGER_MODE"] == "redis"
    assert environ["REFLEX_REDIS_URL"] == "redis://:p%40ss@cache:6379/0"
    assert int(environ["REFLEX_REDIS_TOKEN_EXPIRATION"]) >= 86_400
    assert environ["REFLEX_OPLOCK_ENABLED"] == "true"


def test_origins_come_from_both_settings_and_nowhere_else(tmp_path):
    assert "REFLEX_CORS_ALLOWED_ORIGINS" not in serving.environment(settings(tmp_path), {})
    own = settings(
        tmp_path,
        APP_PUBLIC_URL="https://help.example/path/",
        APP_ALLOWED_ORIGINS="https://shop.example/, https://help.example",
    )
    environ = serving.environment(own, {})
    assert environ["REFLEX_CORS_ALLOWED_ORIGINS"] == "https://help.example,https://shop.example"


def test_a_port_in_use_is_said_before_anything_begins(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"port {port} on 127.0.0.1 is taken; .* APP_PORT"):
            serving.require_free_port(settings(tmp_path, APP_PORT=str(port)))
    serving.require_free_port(settings(tmp_path, APP_PORT=str(port)))


def test_an_address_that_is_not_this_machine_s_is_refused(tmp_path):
    with pytest.raises(Refused, match=r"APP_HOST=192\.0\.2\.1 can't be served on"):
        serving.require_free_port(settings(tmp_path, APP_HOST="192.0.2.1"))


def test_serving_replaces_this_process(tmp_path, monkeypatch):
    became = []
    monkeypatch.setattr("os.execve", lambda *facts: became.append(facts))
    own = settings(tmp_path)
    serving.serve(own)
    ((program, words, environ),) = became
    assert [program, words] == [words[0], serving.command(own)]
    assert environ["REFLEX_STATE_MANAGER_MODE"] == "memory"
