"""From a folder and some settings to a server: database, demo company, pages, and then granian."""

import argparse
import asyncio

from aics_app import __version__
from aics_app.cli import demo, migrations, pages, serving, taking_in
from aics_app.cli.output import Refused, say
from aics_app.cli.reaching import trouble_with_model, wait_for_database
from aics_app.settings import Settings, load


def run(_asked: argparse.Namespace) -> int:
    """`./aics run`: does not return while it serves."""
    settings = load()
    serving.require_free_port(settings)
    seeded = asyncio.run(_prepare(settings))
    try:
        if not pages.are_built():
            _build()
    finally:  # a password that is shown once must not be lost to a build that fails
        _say_sign_ins(settings, seeded)
    trouble = asyncio.run(trouble_with_model(settings.ai))
    if trouble:
        say(f"Customers are answered from published knowledge only: {trouble}.")
    say(f"AICS serves at {_address(settings)}")
    serving.serve(settings)
    return 0


def build(asked: argparse.Namespace) -> int:
    """`./aics build`."""
    if asked.again:
        pages.stamp_of(pages.ROOT).unlink(missing_ok=True)
    if pages.are_built():
        say("The pages are built already.")
    else:
        _build()
        say("The pages are built.")
    return 0


def migrate(_asked: argparse.Namespace) -> int:
    """`./aics migrate`."""
    asyncio.run(_migrate(load()))
    return 0


def seed(_asked: argparse.Namespace) -> int:
    """`./aics seed`."""
    settings = load()
    if not settings.is_demo:
        raise Refused("production has no demo company; make an account with: ./aics user add")
    _say_sign_ins(settings, asyncio.run(_seed(settings)))
    return 0


def _build() -> None:
    say("Building the pages (the first time takes a minute) …")
    pages.build()


async def _migrate(settings: Settings) -> None:
    await wait_for_database(settings)
    async with migrations.alone(settings):
        _say_moved(*await migrations.upgrade(settings))
        await taking_in.files(settings)


async def _seed(settings: Settings) -> demo.Seeded:
    await wait_for_database(settings)
    async with migrations.alone(settings):
        await migrations.upgrade(settings)
        seeded = await demo.seed(settings)
    if seeded is None:
        raise Refused(
            "the database is not empty, so nothing was added; name another with APP_DATA_DIR or MYSQL_DBNAME"
        )
    _say_seeded(seeded)
    return seeded


async def _prepare(settings: Settings) -> demo.Seeded | None:
    """The database as this version wants it; with the demo company when it was empty."""
    seeded = None
    say(f"AICS {__version__}, {settings.app.mode} mode")
    await wait_for_database(settings)
    async with migrations.alone(settings):
        _say_moved(*await migrations.upgrade(settings))
        if settings.is_demo:
            seeded = await demo.seed(settings)
            if seeded:
                _say_seeded(seeded)
    if not settings.is_demo:
        await _refuse_demo_accounts(settings)
    return seeded


async def _refuse_demo_accounts(settings: Settings) -> None:
    people = await demo.people_of(settings)
    if people.demo:
        names = ", ".join(people.demo)
        raise Refused(f"production does not start with demo accounts ({names}); use an empty database")
    if not people.count:
        say("There are no accounts yet; make the first one with: ./aics user add NAME --role admin")


def _say_moved(before: str, after: str) -> None:
    if before != after:
        say(f"The database was brought from {before or 'nothing'} to {after}.")


def _say_seeded(seeded: demo.Seeded) -> None:
    say(
        f"The demo company is in: {seeded.people} people, {seeded.faqs} FAQ entries, "
        f"{seeded.conversations} conversations of the last six weeks."
    )


def _say_sign_ins(settings: Settings, seeded: demo.Seeded | None) -> None:
    if not settings.is_demo:
        return
    say(f"Demo sign-ins: {', '.join(demo.ACCOUNTS)}; the sign-in page has a button for each role.")
    if seeded and seeded.password:
        say(f"Their password, shown this once: {seeded.password}")
    elif seeded:
        say("Their password is the one in DEMO_PASSWORD.")
    else:
        say("Their password is as it was set before; a new one: ./aics user password NAME")


def _address(settings: Settings) -> str:
    if settings.app.public_url:
        return settings.app.public_url
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - read from settings, not bound to here
    return f"http://{everywhere.get(settings.app.host, settings.app.host)}:{settings.app.port}"
