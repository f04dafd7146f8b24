"""The demo company: fills an empty database so that every page has something to show, and knows its own."""

from aics_app.cli.demo.seeding import ACCOUNTS, Seeded, people_of, seed

__all__ = ["ACCOUNTS", "Seeded", "people_of", "seed"]
