"""Commands end with 0 or 1, and say in one line why they stopped."""

import argparse
import re
import sys

import pytest

from aics_app.cli import __main__ as program
from aics_app.cli import output, parser, tools
from aics_app.cli.__main__ import main
from aics_app.core.errors import DatabaseUnavailable
from aics_app.settings import variables

COMMANDS = [
    ["run"],
    ["build"],
    ["migrate"],
    ["seed"],
    ["user"],
    ["user", "add"],
    ["user", "password"],
    ["doctor"],
    ["eval"],
    ["bench"],
]


@pytest.fixture(autouse=True)
def _own_settings(tmp_path, monkeypatch):
    for variable in [*variables(), "AICS_CONFIG"]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("APP_DATA_DIR", str(tmp_path / "data"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_helps(words, capsys):
    try:
        status = main([*words, "--help"])
    except SystemExit as end:
        status = end.code
    told = capsys.readouterr()
    assert status == 0
    assert f"usage: ./aics {' '.join(words)}" in told.out
    assert told.err == ""


def test_every_command_is_listed_and_leads_somewhere(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = capsys.readouterr().out
    for words in (*COMMANDS, ["test"]):
        assert re.search(rf"^    {words[0]} ", listed, re.MULTILINE)
    for words in (["run"], ["seed"], ["doctor"], ["user", "add", "li"], ["test", "--quick"]):
        asked, rest = parser.made().parse_known_args(words)
        assert asked.module
        assert asked.passes_on is bool(rest)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["migrate", "--now"], "unknown: --now"),
        (["user", "add"], "the following arguments are required: username"),
        (["user", "add", "li", "--role", "king"], "invalid choice: 'king'"),
        (["user", "add", "li", "--generate", "--password-stdin"], "not allowed with argument"),
        (["bench", "nothing"], "there is no benchmark nothing"),
    ],
)
def test_words_that_make_no_sense_end_with_one_and_one_line(words, said, capsys):
    try:
        status = main(words)
    except SystemExit as end:
        status = end.code
    told = capsys.readouterr()
    assert status == 1
    assert said in told.err
    assert told.err.startswith("aics: ")
    assert told.err.count("\n") == 1


def test_settings_that_make_no_sense_end_with_a_line_each(monkeypatch, capsys):
    monkeypatch.setenv("APP_PORT", "many")
    monkeypatch.setenv("APP_LOCALE", "fr")
    assert main(["migrate"]) == 1
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "aics: APP_PORT: should be a valid integer",
        "aics: APP_LOCALE: should be 'zh' or 'en'",
    ]
    assert told.out == ""


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (output.Refused("two\nlines"), "aics: two lines\n"),
        (DatabaseUnavailable("the disk is full"), "the disk is full\n"),
        (KeyboardInterrupt(), "aics: stopped\n"),
    ],
)
def test_what_stops_a_command_is_one_line(fault, said, monkeypatch, capsys):
    def stop(_asked):
        raise fault

    monkeypatch.setattr("aics_app.cli.starting.migrate", stop)
    assert main(["migrate"]) == 1
    told = capsys.readouterr().err
    assert told.endswith(said)
    assert told.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_with_a_file_for_the_story(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        _ = {}["nowhere"]
    except KeyError:
        program._keep_story(*sys.exc_info())
    (line,) = capsys.readouterr().err.splitlines()
    (story,) = tmp_path.glob("aics-fault-*.txt")
    assert line == f"aics: a fault of the program: KeyError: 'nowhere'; please report it with {story}"
    assert "Traceback" in story.read_text("utf-8")


def test_test_and_bench_hand_their_words_on(monkeypatch, tmp_path, capsys):
    called = []
    monkeypatch.setattr("subprocess.call", lambda words, cwd: called.append(words[1:]) or 3)
    (tmp_path / "tests" / "bench").mkdir(parents=True)
    (tmp_path / "tests" / "bench" / "streaming.py").touch()
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    assert main(["test", "--quick", "-k", "chat"]) == 1
    assert main(["bench", "streaming", "--customers", "5"]) == 1
    assert called == [
        [f"{tmp_path}/tests/run.py", "--quick", "-k", "chat"],
        ["-m", "tests.bench.streaming", "--customers", "5"],
    ]
    assert main(["bench"]) == 1
    assert "benchmarks: streaming" in capsys.readouterr().out


def test_an_image_without_tests_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(tools, "ROOT", tmp_path)
    assert main(["bench", "streaming"]) == 1
    assert "which an image doesn't hold; use a source checkout" in capsys.readouterr().err


def test_the_evaluation_s_verdict_is_the_exit_status(monkeypatch, capsys):
    def verdict(say):
        say("intents 84 %")
        return 1

    monkeypatch.setattr("aics_app.knowledge.understanding.evaluation.run", verdict)
    assert tools.evaluate(argparse.Namespace()) == 1
    assert capsys.readouterr().out == "intents 84 %\n"
