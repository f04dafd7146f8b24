"""`python -m aics_app.cli`, which `./aics` hands over to."""

import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType

from sqlalchemy.exc import SQLAlchemyError

from aics_app.cli import parser
from aics_app.cli.output import Refused, complain
from aics_app.core.errors import AppError
from aics_app.core.problems import problem
from aics_app.settings import SettingsError

ROOT = Path(__file__).resolve().parents[2]


def main(words: Sequence[str], called_from: Path | None = None) -> int:
    """Run one command; 0 when it did what was asked, 1 when not.

    Files that its words name are looked for in `called_from`, unless the launcher says another folder.
    """
    own = parser.made()
    asked, rest = own.parse_known_args(words)
    if rest and not asked.passes_on:
        own.error(f"unknown: {' '.join(rest)}")
    asked.rest = rest
    asked.called_from = asked.called_from or called_from or Path.cwd()
    command = getattr(import_module(f"aics_app.cli.{asked.module}"), asked.call)
    try:
        return int(command(asked))
    except SettingsError as error:
        lines = error.lines
    except Refused as error:
        lines = [str(error)]
    except AppError as error:
        lines = [_said(error)]
    except SQLAlchemyError as error:
        lines = [f"the database refused: {getattr(error, 'orig', None) or error}; see: ./aics doctor"]
    except KeyboardInterrupt:
        lines = ["stopped"]
    for line in lines:
        complain(line)
    return 1


def _said(error: AppError) -> str:
    """The error's text, its faults by field, and what the log would know."""
    told = problem(error, "en")
    faults = [f"{fault['field']}: {fault['message']}" for fault in told.get("errors", [])]
    return "; ".join(faults) or f"{told['detail']} {error.detail}".strip()


def _keep_story(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    """For a fault that nobody foresaw: one line here, the whole story in a file for whoever mends it."""
    handle, name = tempfile.mkstemp(prefix="aics-fault-", suffix=".txt", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        traceback.print_exception(kind, fault, trace, file=file)
    complain(f"a fault of the program: {kind.__name__}: {fault}; please report it with {name}")


if __name__ == "__main__":
    sys.excepthook = _keep_story
    logging.getLogger().addHandler(logging.NullHandler())  # commands say themselves what matters
    here = Path.cwd()
    os.chdir(ROOT)  # relative paths in settings begin at the project, wherever the command was called
    sys.exit(main(sys.argv[1:], here))
