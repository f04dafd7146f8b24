"""The server: plain granian, told by its environment what Reflex needs to know."""

import errno
import os
import socket
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

from aics_app.cli.output import Refused
from aics_app.settings import Settings

SESSION_S = 7 * 86400  # how long Redis keeps an open page's state that nobody touches
MAX_OPEN_CONNECTIONS = 8192  # granian counts an open socket as a request under way


def command(settings: Settings) -> list[str]:
    """What replaces this process."""
    return [
        *(sys.executable, "-m", "granian"),
        *("--interface", "asgi", "--factory"),
        *("--host", settings.app.host, "--port", str(settings.app.port)),
        *("--workers", str(settings.app.workers)),
        *("--backlog", str(MAX_OPEN_CONNECTIONS), "--backpressure", str(MAX_OPEN_CONNECTIONS)),
        *("--workers-kill-timeout", "30"),
        *("--log-level", "warning", "--no-access-log"),
        "aics_app.aics_app:app",
    ]


def environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """The inherited environment and Reflex's: pages as built, state in memory or Redis, our time-outs."""
    environ = {
        # Each thread of glibc's would keep what it freed for itself: 50 MB more after fifty uploads at once.
        "MALLOC_ARENA_MAX": "2",
        **inherited,
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        # A socket that broke without a word is found out within 20 s, or its page would lose its state.
        "REFLEX_SOCKET_INTERVAL": "10s",
        "REFLEX_SOCKET_TIMEOUT": "10s",
        "REFLEX_TRUSTED_PROXY_HOPS": str(settings.app.trusted_proxy_hops),
        **_state(settings),
    }
    origins = allowed_origins(settings)
    if origins:
        environ["REFLEX_CORS_ALLOWED_ORIGINS"] = ",".join(origins)
    return environ


def allowed_origins(settings: Settings) -> list[str]:
    """Every origin that settings name; empty means that only the edge guard compares origins."""
    public = urlsplit(settings.app.public_url)
    own = [f"{public.scheme}://{public.netloc}"] if public.netloc else []
    others = [origin.strip().rstrip("/") for origin in settings.app.allowed_origins.split(",")]
    return list(dict.fromkeys([*own, *filter(None, others)]))


def _state(settings: Settings) -> dict[str, str]:
    if not settings.redis.host:
        return {"REFLEX_STATE_MANAGER_MODE": "memory"}
    return {
        "REFLEX_STATE_MANAGER_MODE": "redis",
        "REFLEX_REDIS_URL": settings.redis_url,
        "REFLEX_REDIS_TOKEN_EXPIRATION": str(SESSION_S),
        "REFLEX_OPLOCK_ENABLED": "true",
    }


def require_free_port(settings: Settings) -> None:
    """Raises `Refused` when the port is taken or may not be used, before anything long begins."""
    host, port = settings.app.host, settings.app.port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(f"port {port} on {host} is taken; end what uses it, or set APP_PORT") from error
        if error.errno == errno.EACCES:
            raise Refused(f"port {port} needs more rights; set APP_PORT to 1024 or more") from error
        raise Refused(f"APP_HOST={host} can't be served on: {error.strerror or error}") from error


def serve(settings: Settings) -> None:
    """Become the server; signals reach it directly. Does not return."""
    own = command(settings)
    os.execve(own[0], own, environment(settings, os.environ))  # noqa: S606 - our own interpreter, no shell
