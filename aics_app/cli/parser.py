"""Every command and its words. Nothing heavy is imported here: a command names the module that does it."""

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

from aics_app.cli.output import complain

ROLES = {"customer": "USER", "agent": "CUSTOMER_SERVICE", "admin": "ADMIN"}


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, and ends with 1 as every command does."""

    def error(self, message: str) -> NoReturn:
        """Never returns."""
        complain(f"{message}; see: {self.prog} --help")
        raise SystemExit(1)


def made() -> Parser:
    """The parser. Its result holds `module` and `call`, and `passes_on` where foreign words are allowed."""
    parser = Parser(
        prog="./aics", description="Customer service with an AI that answers from published knowledge."
    )
    parser.set_defaults(passes_on=False)
    # The launcher's own word: it goes to the project's folder before it hands over.
    parser.add_argument("--called-from", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _serving(commands)
    _people(commands)
    _looking_after(commands)
    _developing(commands)
    return parser


def _serving(commands: "argparse._SubParsersAction[Parser]") -> None:
    run = commands.add_parser(
        "run",
        help="migrate, seed the demo company, build the pages if they changed, and serve",
        description="Everything that serving needs, and the server itself, on one port (APP_PORT, 8000).",
    )
    run.set_defaults(module="starting", call="run")
    build = commands.add_parser(
        "build", help="build the pages", description="Builds the pages unless they are built already."
    )
    build.add_argument("--again", action="store_true", help="build them in any case")
    build.set_defaults(module="starting", call="build")
    migrate = commands.add_parser(
        "migrate",
        help="bring the database up to date",
        description="Runs the migrations that the database lacks; safe to run twice, or in several places.",
    )
    migrate.set_defaults(module="starting", call="migrate")
    seed = commands.add_parser(
        "seed",
        help="fill an empty database with the demo company",
        description="Fills an empty database with the demo company: people, FAQ, six weeks of conversations.",
    )
    seed.set_defaults(module="starting", call="seed")


def _people(commands: "argparse._SubParsersAction[Parser]") -> None:
    user = commands.add_parser("user", help="accounts: user add, user password", description="Accounts.")
    actions = user.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add = actions.add_parser(
        "add",
        help="make an account",
        description="Makes an account. The password is asked for, or generated where nobody can type.",
    )
    add.add_argument("username")
    add.add_argument("--role", choices=ROLES, default="customer", help="default: customer")
    add.add_argument("--nickname", default="", help="the name that others read; default: the user name")
    _password_ways(add)
    add.set_defaults(module="people", call="add")
    password = actions.add_parser(
        "password",
        help="set somebody's password",
        description="Sets somebody's password and ends all of that person's sign-ins.",
    )
    password.add_argument("username")
    _password_ways(password)
    password.set_defaults(module="people", call="password")


def _password_ways(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    ways.add_argument("--generate", action="store_true", help="generate a password and show it once")


def _looking_after(commands: "argparse._SubParsersAction[Parser]") -> None:
    doctor = commands.add_parser(
        "doctor",
        help="look for what is missing or wrong, and say what helps",
        description="Checks settings, database, cache, model, folders, pages; ends with 1 when one fails.",
    )
    doctor.set_defaults(module="doctor", call="examine")
    _exporting(commands)


def _exporting(commands: "argparse._SubParsersAction[Parser]") -> None:
    export = commands.add_parser(
        "export",
        help="write the figures and rows of some days into a workbook (.xlsx)",
        description="The workbook that administrators get from the dashboard; days are the company's own.",
    )
    export.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="default: 30 days"
    )
    export.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="default: today")
    export.add_argument("--output", metavar="FILE", help="default: aics-FROM-TO.xlsx, here")
    export.add_argument("--granularity", choices=("day", "week", "month"), default="day", help="default: day")
    export.add_argument("--locale", choices=("zh", "en"), help="default: APP_LOCALE")
    export.add_argument("--business", action="store_true", help="durations in business hours")
    export.add_argument("--figures-only", action="store_true", help="without a row for each conversation …")
    export.add_argument("--force", action="store_true", help="write over a file that is there")
    export.set_defaults(module="exporting", call="export")


def _developing(commands: "argparse._SubParsersAction[Parser]") -> None:
    """What belongs to others gets its words as they are, `--help` too."""
    evaluate = commands.add_parser(
        "eval",
        help="measure how well questions are understood",
        description="Asks every test question, says how many were understood; ends with 1 when too few.",
    )
    evaluate.set_defaults(module="tools", call="evaluate")
    bench = commands.add_parser("bench", add_help=False, help="measure speed, from a source checkout")
    bench.set_defaults(module="tools", call="bench", passes_on=True)
    test = commands.add_parser("test", add_help=False, help="run every check: format, lint, types, tests")
    test.set_defaults(module="tools", call="test", passes_on=True)
