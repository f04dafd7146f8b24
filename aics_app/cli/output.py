"""How commands speak: what they found on standard output, why they stopped on standard error."""

import sys


class Refused(Exception):
    """The command can't be done; the text says why and what helps, in one line."""


def say(text: str = "") -> None:
    """A line on standard output, there at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """One line on standard error, whatever the text brings along."""
    sys.stderr.write(f"aics: {' '.join(text.split())}\n")
    sys.stderr.flush()
