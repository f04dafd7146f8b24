"""`./aics doctor`: everything looked at, one line each."""

import argparse
import asyncio
from collections.abc import Mapping

from aics_app.cli import findings
from aics_app.cli.findings import Finding
from aics_app.cli.output import say
from aics_app.cli.pages import ROOT
from aics_app.settings import Settings, SettingsError, load, misspelt


def examine(_asked: argparse.Namespace) -> int:
    """Say how everything is; 1 when something fails."""
    found = asyncio.run(look())
    for finding in found:
        say(f"{finding.level:<4}  {finding.subject:<9} {' '.join(finding.said.split())}")
    failed = sum(finding.level == "fail" for finding in found)
    warned = sum(finding.level == "warn" for finding in found)
    say(f"{failed} failed, {warned} worth a look" if failed or warned else "All is well.")
    return 1 if failed else 0


async def look(environ: Mapping[str, str] | None = None) -> list[Finding]:
    """Every finding, in the order in which they are worth mending."""
    try:
        settings = load(environ)
    except SettingsError as error:
        return [Finding("fail", "settings", line) for line in error.lines]
    return [
        Finding(
            "ok", "settings", f"{settings.app.mode} mode, {settings.app.locale}, {settings.app.timezone}"
        ),
        *(
            Finding("warn", "settings", f"{name} does nothing; did you mean {meant}?")
            for name, meant in misspelt(environ).items()
        ),
        *await _of(settings),
    ]


async def _of(settings: Settings) -> list[Finding]:
    database, cache, model, storage = await asyncio.gather(
        findings.database(settings),
        findings.cache(settings),
        findings.model(settings),
        findings.storage(settings),
    )
    local = findings.folder(settings)
    return [
        *local,
        *database,
        *cache,
        *model,
        *storage,
        *findings.built_pages(ROOT),
        *findings.port(settings),
    ]
