"""`./aics run` as an operator sees it: what it prints, what a second start leaves out, how it ends."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.servers import MySqlDatabase, RedisServer, RunningApp, running_app

pytestmark = pytest.mark.timeout(400)  # the pages may have to be built first


@pytest.fixture(scope="module")
def app() -> Iterator[RunningApp]:
    """AICS on SQLite, in one process, without a model."""
    with running_app() as running:
        yield running


def test_it_says_where_it_serves_and_serves_pages_and_api_there(app: RunningApp) -> None:
    assert app.url in app.log
    with urlopen(f"{app.url}/login/") as page:
        assert b"<html" in page.read()
    with urlopen(f"{app.url}/api/openapi.json") as description:
        assert json.load(description)["openapi"].startswith("3.")


def test_without_a_model_it_is_ready_but_says_so(app: RunningApp) -> None:
    with urlopen(f"{app.url}/api/health/ready") as answer:
        ready = json.load(answer)
    assert ready["components"]["model"] == "degraded"
    assert ready["components"]["database"] == "UP"


def test_nothing_goes_wrong_on_the_way(app: RunningApp) -> None:
    assert "Traceback" not in app.log
    assert "Error" not in app.log


def test_a_second_start_builds_and_seeds_nothing_and_ends_when_asked(tmp_path: Path) -> None:
    own_data = {"APP_DATA_DIR": str(tmp_path)}
    with running_app(own_data) as first:
        assert "The demo company is in" in first.log
    with running_app(own_data) as second:
        assert "Building" not in second.log
        assert "The demo company is in" not in second.log
        second.process.send_signal(signal.SIGTERM)
        assert second.process.wait(15) == 0


def test_it_runs_on_mariadb_and_redis(mysql_database: MySqlDatabase, redis_server: RedisServer) -> None:
    with running_app({**mysql_database.environ, **redis_server.environ}) as own:
        with urlopen(f"{own.url}/api/health/ready") as answer:
            ready = json.load(answer)
        assert (ready["components"]["database"], ready["components"]["cache"]) == ("UP", "UP")
        assert "Traceback" not in own.log
