"""`./aics run`, up to the moment when the server takes over."""

import re
from functools import partial

import pytest

from aics_app.cli import demo, pages, serving, starting
from aics_app.cli.__main__ import main
from aics_app.cli.output import Refused
from aics_app.core import passwords
from aics_app.settings import variables

PRODUCTION = {
    "APP_MODE": "production",
    "APP_SECRET": "9f3c1ab2e07d4586" * 2,
    "JWT_SECRET": "0e1d2c3b4a59687f" * 2,
}


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Runs with a folder of their own and built pages; the list says what was served."""
    for variable in [*variables(), "AICS_CONFIG"]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path / "data"))

    async def absent(_ai):
        return "no model answers"

    became = []
    monkeypatch.setattr("aics_app.cli.demo.seeding.STORIES", 10)
    monkeypatch.setattr(passwords, "hashed", partial(passwords.hashed, rounds=4))  # quick, and no secret here
    monkeypatch.setattr(starting, "trouble_with_model", absent)
    monkeypatch.setattr(serving, "require_free_port", lambda _settings: None)
    monkeypatch.setattr(serving, "serve", became.append)
    monkeypatch.setattr(pages, "are_built", lambda *_: True)
    return became


def settle(monkeypatch, **environ):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)


def test_the_first_start_ends_with_address_and_sign_ins(served, capsys):
    assert main(["run"]) == 0
    told = capsys.readouterr().out
    assert len(served) == 1
    assert "The database was brought from nothing to" in told
    assert "The demo company is in: 17 people, 180 FAQ entries, 100 conversations" in told
    assert all(name in told for name in demo.ACCOUNTS)
    assert re.search(r"^Their password, shown this once: \S{10,}$", told, re.MULTILINE)
    assert "Customers are answered from published knowledge only: no model answers." in told
    assert told.splitlines()[-1] == "AICS serves at http://127.0.0.1:8000"


def test_later_starts_keep_everything_and_show_no_password(served, capsys, monkeypatch):
    main(["run"])
    shown = re.search(r"shown this once: (\S+)", capsys.readouterr().out)
    settle(monkeypatch, APP_PUBLIC_URL="https://help.example/")
    assert main(["run"]) == 0
    told = capsys.readouterr().out
    assert "brought" not in told
    assert "The demo company is in" not in told
    assert shown[1] not in told
    assert "./aics user password NAME" in told
    assert told.endswith("AICS serves at https://help.example\n")


def test_a_password_of_one_s_own_is_not_shown(served, capsys, monkeypatch):
    settle(monkeypatch, DEMO_PASSWORD="a-password-for-shows")
    assert main(["run"]) == 0
    told = capsys.readouterr().out
    assert "a-password-for-shows" not in told
    assert "the one in DEMO_PASSWORD" in told


def test_a_password_shown_once_survives_a_build_that_fails(served, capsys, monkeypatch):
    def failing():
        raise Refused("the pages could not be built")

    monkeypatch.setattr(pages, "are_built", lambda *_: False)
    monkeypatch.setattr(pages, "build", failing)
    assert main(["run"]) == 1
    told = capsys.readouterr()
    assert "shown this once: " in told.out
    assert told.err == "aics: the pages could not be built\n"
    assert served == []


def test_nothing_begins_while_the_port_is_taken(served, capsys, monkeypatch, tmp_path):
    def taken(_settings):
        raise Refused("port 8000 on 127.0.0.1 is taken")

    monkeypatch.setattr(serving, "require_free_port", taken)
    assert main(["run"]) == 1
    assert not (tmp_path / "data" / "aics.db").exists()


def test_production_starts_empty_and_says_how_to_get_in(served, capsys, monkeypatch):
    settle(monkeypatch, **PRODUCTION)
    assert main(["run"]) == 0
    told = capsys.readouterr().out
    assert "make the first one with: ./aics user add NAME --role admin" in told
    assert "Demo sign-ins" not in told
    assert len(served) == 1


def test_production_refuses_a_database_with_demo_accounts(served, capsys, monkeypatch):
    assert main(["seed"]) == 0
    settle(monkeypatch, **PRODUCTION)
    assert main(["run"]) == 1
    told = capsys.readouterr().err
    assert (
        "production does not start with demo accounts (admin, agent1, agent2, customer1, customer2)" in told
    )
    assert served == []


def test_seeding_twice_changes_nothing_and_says_so(served, capsys):
    assert main(["seed"]) == 0
    assert main(["seed"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("aics: the database is not empty, so nothing was added")


def test_production_is_never_seeded(served, capsys, monkeypatch):
    settle(monkeypatch, **PRODUCTION)
    assert main(["seed"]) == 1
    assert "production has no demo company" in capsys.readouterr().err


def test_built_pages_are_built_again_on_demand_only(served, capsys, monkeypatch, tmp_path):
    stamp = pages.stamp_of(tmp_path)
    stamp.parent.mkdir(parents=True)
    stamp.touch()
    built = []
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "are_built", lambda *_: stamp.exists())
    monkeypatch.setattr(pages, "build", lambda: built.append("again"))
    assert main(["build"]) == 0
    assert built == []
    assert main(["build", "--again"]) == 0
    assert built == ["again"]
